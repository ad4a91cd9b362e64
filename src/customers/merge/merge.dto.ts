import { BooleanField, ChoiceField, UuidListField } from '../../fields/fields.js';

/** The most customers that are merged at once. */
export const mostMerged = 100;

export class CustomerMergeRequest {
  @UuidListField({
    description: 'The customers that are the same one: they are merged into that of the path.',
    minItems: 1,
    maxItems: mostMerged,
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
    description: 'Whether to answer with what would be, and change nothing.',
    default: false,
    example: false,
  })
  dry_run: boolean;
}
