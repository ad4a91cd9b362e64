import { StringField } from '../../../resource/fields/fields.js';
import { CustomerUpdateRequest, externalIdPathRule } from '../customers.dto.js';

export class ExternalIdPath {
  @StringField({
    description: 'Customer external id, percent-encoded.',
    ...externalIdPathRule,
    example: 'crm-4711',
  })
  external_id: string;
}

/** What a new customer needs, `name` and `email`, may be left out where the customer exists. */
export class CustomerUpsertRequest extends CustomerUpdateRequest {}
