import { OmitType, PartialType } from '@nestjs/swagger';
import {
  BooleanField,
  ChoiceField,
  DecimalField,
  IntegerField,
  StringField,
  UuidField,
} from '../../resource/fields/fields.js';
import { FilterIfTrue, filtersOf } from '../../resource/lists/filters.js';
import { ListQuery, PageOf } from '../../resource/lists/page.js';
import { PaymentTerm } from './payment-term.entity.js';

const maxDays = 3_650;

export class PaymentTermCreateRequest {
  @StringField({
    description: 'Payment term name.',
    minLength: 1,
    maxLength: 255,
    trim: true,
    example: '2/10 Net 30',
  })
  name: string;

  @IntegerField({
    description: 'Days from the invoice date until it is due.',
    minimum: 0,
    maximum: maxDays,
    example: 30,
  })
  days_until_due: number;

  @DecimalField({
    description: 'Discount for early payment, in percent, with at most two decimals.',
    optional: true,
    nullable: true,
    minimum: 0,
    maximum: 100,
    decimalPlaces: 2,
    example: 2,
  })
  discount_percent?: number | null;

  @IntegerField({
    description:
      'Days from the invoice date within which the discount is granted; not more than `days_until_due`.',
    optional: true,
    nullable: true,
    minimum: 0,
    maximum: maxDays,
    example: 10,
  })
  discount_days?: number | null;

  @BooleanField({
    description: 'Whether this is the default payment term of the business; it replaces the previous one.',
    default: false,
    example: false,
  })
  is_default?: boolean;

  @BooleanField({ description: 'Whether the payment term can be chosen.', default: true, example: true })
  is_active?: boolean;
}

/**
 * All fields are optional, and only those that are present are changed. Fields with a default in a new payment term are
 * declared again: a default here would be an unrequested change.
 */
export class PaymentTermUpdateRequest extends PartialType(
  OmitType(PaymentTermCreateRequest, ['is_default', 'is_active'] as const),
  { skipNullProperties: false },
) {
  @BooleanField({
    description: 'Whether this is the default payment term of the business; it replaces the previous one.',
    optional: true,
  })
  is_default?: boolean;

  @BooleanField({
    description: 'Whether the payment term can be chosen; an inactive one cannot be the default.',
    optional: true,
  })
  is_active?: boolean;
}

export class PaymentTermPath {
  @UuidField({ description: 'Payment term UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b92' })
  term_id: string;
}

export const paymentTermSorts = ['created_at', 'updated_at', 'name', 'days_until_due'] as const;
export type PaymentTermSort = (typeof paymentTermSorts)[number];

export class PaymentTermListQuery extends ListQuery {
  @FilterIfTrue('c.is_active')
  @BooleanField({ description: 'Whether to list only active payment terms.', default: true })
  active_only: boolean;

  @ChoiceField({
    description: 'Sort order. Names are compared by code point, in lower case.',
    default: 'created_at',
    values: paymentTermSorts,
  })
  sort_by: PaymentTermSort;
}

export const paymentTermFilters = filtersOf(PaymentTermListQuery);

export class PaymentTermListResponse extends PageOf(PaymentTerm, 'PaymentTermListResponse') {}
