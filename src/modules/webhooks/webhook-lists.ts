import type { BusinessId } from '../../platform/database/business-id.js';
import type { DataRow } from '../../platform/database/wire/data-row.js';
import { JsonRow } from '../../platform/database/wire/json-row.js';
import { keysetList, type List } from '../../resource/lists/list-statements.js';
import { type Delivery, deliveryColumns } from './delivery.js';
import { type Webhook, webhookColumns } from './webhook.js';
import type { DeliveryListQuery } from './webhooks.dto.js';

/** A row that the server has written as JSON already. */
const rows = <Item>(columns: string) => ({
  columns: `(select row_to_json(r) from (select ${columns}) r)`,
  rowOf: ({ fields: [json] }: DataRow) => new JsonRow<Item>(Buffer.from(json ?? '').toString('latin1'), null),
});

const webhookRows = rows<Webhook>(webhookColumns('c'));
const deliveryRows = rows<Delivery>(deliveryColumns('c'));

const sort = { name: 'created_at', expression: undefined, type: 'uuid' } as const;

export const webhookList = (businessId: BusinessId): List<Webhook> =>
  keysetList<Webhook>({
    name: 'webhooks',
    table: 'webhooks',
    rows: webhookRows,
    sort,
    filters: {},
    branches: [],
    where: (parameter) => [`c.business_id = ${parameter(businessId)}`],
  });

export const deliveryList = (
  businessId: BusinessId,
  webhookId: string,
  { state }: DeliveryListQuery,
): List<Delivery> =>
  keysetList<Delivery>({
    name: 'webhook_deliveries',
    table: 'webhook_deliveries',
    rows: deliveryRows,
    sort,
    filters: { webhook_id: webhookId, state },
    branches: [],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      `c.webhook_id = ${parameter(webhookId)}`,
      ...(state === undefined ? [] : [`c.state = ${parameter(state)}`]),
    ],
  });
