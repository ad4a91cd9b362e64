import { internal, policies, readOnly } from '../../resource/policies.js';
import type { Customer } from './customer.entity.js';
import type { CustomerCreateRequest } from './customers.dto.js';

/** For an optional text about the customer. */
const details = { erase: { to: null }, merge: 'fillEmpty', file: 'readWrite' } as const;

/** What erasure, merge, import and export do with each field of a customer. A domain below `.invalid` cannot be registered. */
export const customerPolicies = policies<Customer, CustomerCreateRequest>()({
  name: { erase: { to: 'Erased' }, identifies: true, merge: 'keep', file: 'readWrite' },
  email: { erase: { to: 'erased@erased.invalid' }, identifies: true, merge: 'keep', file: 'readWrite' },
  address: { ...details, identifies: true },
  phone: { ...details, identifies: true },
  tax_id: { ...details, identifies: true },
  website: details,
  notes: details,
  credit_limit_cents: { erase: 'keep', merge: 'fillEmpty', file: 'readWrite' },
  default_payment_term_id: { erase: 'keep', merge: 'fillEmpty', file: 'readWrite' },
  status: { erase: 'keep', merge: 'keep', file: 'readWrite' },
  category: details,
  invoice_footer: details,
  external_id: { erase: 'remove', identifies: true, merge: 'alias', file: 'readWrite' },
  metadata: { erase: 'remove', merge: 'fillKeys', file: 'readWriteKeys' },

  id: readOnly,
  created_at: readOnly,
  updated_at: readOnly,
  is_deleted: readOnly,
  deleted_at: readOnly,
  // Not `fillEmpty`: the merged customer gives it away, because it is unique in a business.
  stripe_customer_id: { erase: { to: null }, merge: 'keep', file: 'readOnly' },
  merged_into: readOnly,

  business_id: internal,
  contacts: internal,
  merged_directly_into: internal,
  erased_at: internal,
  // Generated columns follow the columns that they are generated from.
  name_order: internal,
  email_lower: internal,
  credit_limit_order: internal,
  name_alike: internal,
  phone_key: internal,
  tax_id_key: internal,
});
