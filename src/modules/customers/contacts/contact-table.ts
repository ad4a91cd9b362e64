import { type NewRowOf, resourceTable } from '../../../resource/resource-table.js';
import { CustomerContact } from './contact.entity.js';
import { EntityContactCreateRequest, EntityContactUpdateRequest } from './contacts.dto.js';

export const contactTable = resourceTable({
  name: 'customer_contacts',
  entity: CustomerContact,
  create: EntityContactCreateRequest,
  update: EntityContactUpdateRequest,
  origins: { id: 'given', customer_id: 'given', created_at: 'given', updated_at: 'created_at' },
});

export type NewContact = NewRowOf<typeof contactTable>;
