import { keysetList, type List, type Sort } from '../common/list-statements.js';
import type { BusinessId } from '../database/business-id.js';
import type { PaymentTerm } from './payment-term.entity.js';
import type { PaymentTermListQuery, PaymentTermSort } from './payment-terms.dto.js';
import { paymentTermColumns } from './payment-terms.statements.js';

type Row = PaymentTerm & { sort_key?: string };

/** The id holds the time of creation, so that the order by id is the one by `created_at`. */
const sorts: Readonly<Record<PaymentTermSort, Sort<Row>>> = {
  created_at: { name: 'created_at', expression: undefined, type: 'uuid', keyOf: () => null, isOnWire: true },
  updated_at: {
    name: 'updated_at',
    expression: 'c.updated_at',
    type: 'timestamptz',
    keyOf: (row) => row.updated_at,
    isOnWire: true,
  },
  name: {
    name: 'name',
    expression: '(lower(c.name collate "und-x-icu") collate "C")',
    type: 'text',
    keyOf: (row) => row.sort_key ?? '',
    isOnWire: false,
  },
  days_until_due: {
    name: 'days_until_due',
    expression: 'c.days_until_due',
    type: 'bigint',
    keyOf: (row) => row.days_until_due,
    isOnWire: true,
  },
};

export const paymentTermList = (
  businessId: BusinessId,
  { active_only, sort_by }: PaymentTermListQuery,
): List<Row> =>
  keysetList({
    name: 'payment_terms',
    table: 'payment_terms',
    columns: paymentTermColumns('c'),
    sort: sorts[sort_by],
    filters: { active_only },
    branches: [],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...(active_only ? ['c.is_active'] : []),
    ],
  });
