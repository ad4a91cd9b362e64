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
    description: 'CSV or newline-delimited JSON; by default, the type in `Accept`, else CSV.',
    values: exportFormats,
    optional: true,
  })
  format?: ExportFormat;

  @ChoiceField({
    description:
      'Include the contacts: nested in JSON; in CSV, a separate file of contacts instead of customers.',
    values: ['contacts'],
    optional: true,
  })
  include?: 'contacts';

  @BooleanField({
    description: 'Whether CSV starts with a byte order mark, which makes Excel read it as UTF-8.',
    default: false,
  })
  bom: boolean;
}
