import { type NewRowOf, resourceTable } from '../../resource/resource-table.js';
import { PaymentTerm } from './payment-term.entity.js';
import { PaymentTermCreateRequest, PaymentTermUpdateRequest } from './payment-terms.dto.js';

export const paymentTermTable = resourceTable({
  name: 'payment_terms',
  entity: PaymentTerm,
  create: PaymentTermCreateRequest,
  update: PaymentTermUpdateRequest,
  origins: { id: 'given', business_id: 'business', created_at: 'given', updated_at: 'created_at' },
});

export type NewPaymentTerm = NewRowOf<typeof paymentTermTable>;
