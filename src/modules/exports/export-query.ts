import { OmitType } from '@nestjs/swagger';
import { CustomerListQuery } from '../customers/customer-list.dto.js';
import { BooleanField, ChoiceField } from '../../resource/fields/fields.js';

export const exportFormats = ['csv', 'ndjson'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** All filters and orders of the list of customers, and how they are written. */
export class ExportQuery extends OmitType(CustomerListQuery, [
  'cursor',
  'limit',
  'direction',
  'include_total_count',
]) {
  @ChoiceField({
    description: 'CSV, or JSON by lines; without it, what `Accept` asks for, else CSV.',
    values: exportFormats,
    optional: true,
  })
  format?: ExportFormat;

  @ChoiceField({
    description: 'The contacts: nested in JSON; of CSV, a file of their own instead of the customers.',
    values: ['contacts'],
    optional: true,
  })
  include?: 'contacts';

  @BooleanField({
    description: 'Whether CSV begins with a byte order mark, by which Excel knows that it is UTF-8.',
    default: false,
  })
  bom: boolean;
}
