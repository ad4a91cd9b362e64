import type { BusinessId } from '../../../platform/database/business-id.js';
import type { Statement } from '../../../platform/database/statement.js';

/** The customer that has an external id. */
export interface ExternalIdHolder {
  readonly id: string;
  /** The customer that remains of a merge: the external id is its alias. */
  readonly merged_into: string | null;
}

/** One row, or none: a unique index holds what the condition says. */
export const selectExternalIdHolder = (
  businessId: BusinessId,
  externalId: string,
): Statement<ExternalIdHolder> => ({
  name: 'select_external_id_holder',
  text: `
    select c.id, c.merged_into from customers c
    where c.business_id = $1 and c.external_id = $2 and (not c.is_deleted or c.merged_into is not null)`,
  values: [businessId, externalId],
});
