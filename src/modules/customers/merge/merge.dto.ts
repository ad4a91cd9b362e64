import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BooleanField, ChoiceField, UuidListField } from '../../../resource/fields/fields.js';
import { Customer } from '../customer.entity.js';

/** The most customers that are merged at once. */
export const maxMerged = 100;

export class CustomerMergeRequest {
  @UuidListField({
    description: 'The customers to merge into the one in the path.',
    minItems: 1,
    maxItems: maxMerged,
    example: ['019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f'],
  })
  from: string[];

  @ChoiceField({
    description:
      'How to merge fields: `fill_empty` fills an empty field from the first of `from` with a ' +
      'value, `keep` leaves all fields unchanged.',
    values: ['fill_empty', 'keep'],
    default: 'fill_empty',
    example: 'fill_empty',
  })
  fields: 'fill_empty' | 'keep';

  @BooleanField({
    description:
      'Whether to only report the effect of the merge; the response then has `dry_run` and `changes`.',
    default: false,
    example: false,
  })
  dry_run: boolean;
}

/** The customer that remains. */
@ApiSchema({ name: 'CustomerMergeResponse' })
export class CustomerMergeResponse extends Customer {
  @ApiProperty({
    type: 'boolean',
    required: false,
    description:
      'Present in a dry run only: nothing was changed, and the customer is shown as after the merge.',
  })
  dry_run?: true;

  @ApiProperty({
    type: 'object',
    selfRequired: false,
    additionalProperties: { type: 'array', items: {}, minItems: 2, maxItems: 2 },
    description:
      'Present in a dry run only: each field of the customer that would change, with its old and ' +
      'new value, as in the `customer.updated` event of the merge.',
    example: { phone: [null, '+1 555 0100'] },
  })
  changes?: Record<string, [unknown, unknown]>;
}
