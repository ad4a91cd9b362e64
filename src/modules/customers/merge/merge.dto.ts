import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BooleanField, ChoiceField, UuidListField } from '../../../resource/fields/fields.js';
import { Customer } from '../customer.entity.js';

/** The most customers that are merged at once. */
export const maxMerged = 100;

export class CustomerMergeRequest {
  @UuidListField({
    description: 'The customers that are the same one: they are merged into that of the path.',
    minItems: 1,
    maxItems: maxMerged,
    example: ['019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b9f'],
  })
  from: string[];

  @ChoiceField({
    description:
      'What becomes of the fields: `fill_empty` takes over what is empty from the first of `from` that has it, `keep` ' +
      'leaves all as it is.',
    values: ['fill_empty', 'keep'],
    default: 'fill_empty',
    example: 'fill_empty',
  })
  fields: 'fill_empty' | 'keep';

  @BooleanField({
    description:
      'Whether to only report what the merge would do; `dry_run` and `changes` are in the answer then.',
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
    description: 'Present in a dry run only: nothing was changed, and the customer is shown as it would be.',
  })
  dry_run?: true;

  @ApiProperty({
    type: 'object',
    selfRequired: false,
    additionalProperties: { type: 'array', items: {}, minItems: 2, maxItems: 2 },
    description:
      'Present in a dry run only: each field of the customer that would change, with the value before and the value ' +
      'after, as the `customer.updated` event of the merge would have them.',
    example: { phone: [null, '+1 555 0100'] },
  })
  changes?: Record<string, [unknown, unknown]>;
}
