import type { Json } from '../../../platform/database/wire/json.js';
import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';
import { recordedWrite } from '../../../resource/writes/recorded-write.js';
import { selecting } from '../../../resource/resource-table.js';
import { customers, ownColumns } from '../customer-table.js';
import type { Customer } from '../customer.entity.js';

/** The customer as it is sent; to be read after its lock, so that its contacts are those of the moment too. */
export const selectLockedCustomer = (businessId: BusinessId, id: string): Statement<Json<Customer>> =>
  selecting(customers, {
    name: 'select_locked_customer',
    text: (columns) => `select ${columns} from customers c where c.business_id = $1 and c.id = $2`,
    values: [businessId, id],
  });

/**
 * Sets the Stripe customer of a customer that is not deleted, or clears it; answers with a row if that changed
 * anything.
 */
export const setStripeCustomer = (
  businessId: BusinessId,
  id: string,
  stripeCustomerId: string | null,
  actor: string,
): Statement<Json<Customer>> =>
  recordedWrite(
    {
      name: 'set_stripe_customer',
      values: [businessId, id, stripeCustomerId],
      ctes: `
        locked as materialized (
          select ${ownColumns} from customers c where c.business_id = $1 and c.id = $2
        ), changed as (
          update customers c
          set stripe_customer_id = $3, updated_at = greatest(now(), c.updated_at)
          where c.business_id = $1 and c.id = $2 and not c.is_deleted and c.stripe_customer_id is distinct from $3
          returning ${ownColumns}
        ), after as (select ${customers.columns} from changed c)`,
      changes: [{ type: 'customer.updated', rows: 'after c', before: 'locked' }],
      select: 'select * from after',
      rowOf: customers.rowOf,
    },
    actor,
  );
