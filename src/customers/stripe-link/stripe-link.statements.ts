import type { Json } from '../../database/wire/json.js';
import type { BusinessId } from '../../database/business-id.js';
import type { Statement } from '../../database/statement.js';
import { customerJson, customerWithContacts } from '../customer-row.js';
import type { Customer } from '../customer.entity.js';

/** The customer as it is sent; to be read after its lock, so that its contacts are those of the moment too. */
export const selectLockedCustomer = (businessId: BusinessId, id: string): Statement<Json<Customer>> => ({
  name: 'select_locked_customer',
  text: `select ${customerWithContacts} from customers c where c.business_id = $1 and c.id = $2`,
  values: [businessId, id],
  rowOf: customerJson,
});

/** Sets the Stripe customer of a customer that is not deleted, or clears it; a row, if that changed anything. */
export const setStripeCustomer = (
  businessId: BusinessId,
  id: string,
  stripeCustomerId: string | null,
): Statement<Json<Customer>> => ({
  name: 'set_stripe_customer',
  text: `
    update customers c
    set stripe_customer_id = $3, updated_at = greatest(now(), c.updated_at)
    where c.business_id = $1 and c.id = $2 and not c.is_deleted and c.stripe_customer_id is distinct from $3
    returning ${customerWithContacts}`,
  values: [businessId, id, stripeCustomerId],
  rowOf: customerJson,
});
