import { internal, policies } from '../../../resource/policies.js';
import type { CustomerContact } from './contact.entity.js';

/** A merge moves contacts whole, and an import reads the columns of a person: a contact's file is an export only. */
const exported = { erase: 'keep', merge: 'keep', file: 'readOnly' } as const;
const details = { erase: { to: null }, merge: 'keep', file: 'readOnly' } as const;

/** What erasure and export do with each field of a contact. */
export const contactPolicies = policies<CustomerContact>()({
  customer_id: exported,
  id: exported,
  name: { erase: { to: 'Erased' }, identifies: true, merge: 'keep', file: 'readOnly' },
  email: { ...details, identifies: true },
  phone: { ...details, identifies: true },
  role: details,
  is_primary: exported,
  notes: details,
  business_id: internal,
  created_at: internal,
  updated_at: internal,
  source_customer_id: internal,
});
