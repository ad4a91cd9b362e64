import { ApiProperty, ApiSchema, OmitType } from '@nestjs/swagger';
import { Customer } from '../customer.entity.js';
import { DecimalField } from '../../../resource/fields/fields.js';
import { ListQuery, PageOf } from '../../../resource/lists/page.js';

/** The best come first, in this direction only. */
export class DuplicatesQuery extends OmitType(ListQuery, ['descending'] as const) {
  @DecimalField({
    description:
      'The least score of a pair, and how alike names have to be to count. Names are never compared below 0.3.',
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
    description:
      'What is alike: the same email, digits of the phone, or letters and digits of the tax id; or names.',
    example: 'name',
  })
  field: (typeof duplicateFields)[number];

  @ApiProperty({
    type: 'number',
    minimum: 0,
    maximum: 1,
    description: '1 for the same; for names, the part of their trigrams that they share.',
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
    description: 'How likely they are the same one: the more that is alike, the likelier.',
    example: 0.78,
  })
  score: number;

  @ApiProperty({ type: [DuplicateReason], description: 'What is alike.' })
  reasons: DuplicateReason[];
}

export class DuplicateListResponse extends PageOf(DuplicatePair, 'DuplicateListResponse') {}
