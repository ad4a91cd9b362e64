import { keysetList, type List, type Sort } from '../../resource/lists/list-statements.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { PaymentTerm } from './payment-term.entity.js';
import { paymentTermFilters, type PaymentTermListQuery, type PaymentTermSort } from './payment-terms.dto.js';
import { paymentTermTable } from './payment-term-table.js';

const rows = paymentTermTable.rows('c', {});

/** The id holds the time of creation, so that the order by id is the one by `created_at`. */
const sorts: Readonly<Record<PaymentTermSort, Sort>> = {
  created_at: { name: 'created_at', expression: undefined, type: 'uuid' },
  updated_at: { name: 'updated_at', expression: 'c.updated_at', type: 'timestamptz' },
  name: { name: 'name', expression: '(lower(c.name collate "und-x-icu") collate "C")', type: 'text' },
  days_until_due: { name: 'days_until_due', expression: 'c.days_until_due', type: 'bigint' },
};

export const paymentTermList = (businessId: BusinessId, query: PaymentTermListQuery): List<PaymentTerm> =>
  keysetList({
    name: 'payment_terms',
    table: 'payment_terms',
    rows,
    sort: sorts[query.sort_by],
    filters: paymentTermFilters.requested(query),
    branches: [],
    where: (parameter) => [
      `c.business_id = ${parameter(businessId)}`,
      ...paymentTermFilters.conditions(query, parameter),
    ],
  });
