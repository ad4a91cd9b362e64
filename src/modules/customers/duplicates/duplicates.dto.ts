import { ApiProperty, ApiSchema, OmitType } from '@nestjs/swagger';
import { Customer } from '../customer.entity.js';
import { DecimalField } from '../../../resource/fields/fields.js';
import { ListQuery, PageOf } from '../../../resource/lists/page.js';

/** The best come first, in this direction only. */
export class DuplicatesQuery extends OmitType(ListQuery, ['descending'] as const) {
  @DecimalField({
    description:
      'Minimum score of a pair, and minimum similarity of names that count. Names with a ' +
      'similarity below 0.3 never count.',
    default: 0.6,
    minimum: 0,
    maximum: 1,
    decimalPlaces: 2,
    example: 0.6,
  })
  threshold: number;
}

export const duplicateFields = ['tax_id', 'email', 'phone', 'name'] as const;

@ApiSchema({ name: 'DuplicateReason' })
class DuplicateReason {
  @ApiProperty({
    type: 'string',
    enum: [...duplicateFields],
    description: 'What matches: email, digits of the phone, letters and digits of the tax id, or names.',
    example: 'name',
  })
  field: (typeof duplicateFields)[number];

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: '1 if equal; for names, the share of common trigrams.',
    example: 0.82,
  })
  similarity: number;
}

/** Two customers that are likely the same one. */
@ApiSchema({ name: 'DuplicateCustomersResponse' })
export class DuplicatePair {
  @ApiProperty({
    type: [Customer],
    minItems: 2,
    maxItems: 2,
    description: 'The two customers, the newer one first.',
  })
  customers: Customer[];

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: 'Likelihood that they are the same customer.',
    example: 0.78,
  })
  score: number;

  @ApiProperty({ type: [DuplicateReason], description: 'The matches.' })
  reasons: DuplicateReason[];
}

export class DuplicateListResponse extends PageOf(DuplicatePair, 'DuplicateListResponse') {}
