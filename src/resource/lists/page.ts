import type { Type } from '@nestjs/common';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BooleanField, ChoiceField, IntegerField, StringField } from '../fields/fields.js';

/** The parameters of every list; each list adds its filters and its `sort_by`. */
export class ListQuery {
  @StringField({
    description: '`next_cursor` or `prev_cursor` of a page with the same filters and order.',
    optional: true,
    maxLength: 4_200,
  })
  cursor?: string;

  @IntegerField({
    description: 'Maximum number of items per page. A page also ends at 8 MiB.',
    default: 50,
    minimum: 1,
    maximum: 1_000,
  })
  limit: number;

  @ChoiceField({
    description: 'Direction from the cursor; without a cursor, `prev` returns the last page.',
    default: 'next',
    values: ['next', 'prev'],
  })
  direction: 'next' | 'prev';

  @BooleanField({ description: 'Whether to count all matches in `total`.', default: false })
  include_total_count: boolean;

  @BooleanField({ description: 'Last first.', default: true })
  descending: boolean;
}

export interface Page<Item> {
  items: Item[];
  total: number | null;
  limit: number;
  next_cursor: string | null;
  prev_cursor: string | null;
  has_next: boolean;
  has_prev: boolean;
}

/** The class of a page of items, for the document. */
export function PageOf<Item>(item: Type<Item>, name: string): Type<Page<Item>> {
  @ApiSchema({ name })
  class PageResponse implements Page<Item> {
    @ApiProperty({ type: [item] })
    items: Item[];

    @ApiProperty({
      anyOf: [{ type: 'integer' }, { type: 'null' }],
      description: 'Number of matches, if requested.',
    })
    total: number | null;

    @ApiProperty({ type: 'integer', example: 50 })
    limit: number;

    @ApiProperty({ anyOf: [{ type: 'string' }, { type: 'null' }] })
    next_cursor: string | null;

    @ApiProperty({ anyOf: [{ type: 'string' }, { type: 'null' }] })
    prev_cursor: string | null;

    @ApiProperty({ type: 'boolean' })
    has_next: boolean;

    @ApiProperty({ type: 'boolean' })
    has_prev: boolean;
  }
  return PageResponse;
}
