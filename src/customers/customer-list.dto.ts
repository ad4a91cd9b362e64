import {
  BooleanField,
  ChoiceField,
  DateTimeField,
  EmailFilterField,
  EnumField,
  StringField,
  UuidField,
} from '../fields/fields.js';
import { ListQuery, PageOf } from '../lists/pagination.js';
import { type CounterpartyStatus, counterpartyStatuses, Customer } from './customer.entity.js';

export const customerSorts = [
  'created_at',
  'updated_at',
  'name',
  'email',
  'credit_limit_cents',
  'status',
] as const;
export type CustomerSort = (typeof customerSorts)[number];

/** What narrows a list of customers down. */
export class CustomerListQuery extends ListQuery {
  @UuidField({ description: 'The customer with this id.', optional: true })
  id?: string;

  @EmailFilterField({
    description: 'Customers with this email, in upper or lower case, its domain in Unicode or as `xn--`.',
    optional: true,
    maxLength: 254,
  })
  email?: string;

  @StringField({
    description:
      'Customers whose name is like this: in part, in another order, or misspelt. Without `sort_by` the best match ' +
      'comes first, whatever `descending` says; with it, the best 1,000 matches come in that order. `total` counts ' +
      'at most 1,000 matches.',
    optional: true,
    minLength: 1,
    maxLength: 200,
  })
  search?: string;

  @EnumField({
    description: 'Customers with this status.',
    name: 'CounterpartyStatus',
    values: counterpartyStatuses,
    optional: true,
  })
  status?: CounterpartyStatus;

  @StringField({ description: 'Customers of this category.', optional: true, maxLength: 100 })
  category?: string;

  @StringField({
    description:
      'Customers whose phone has the same digits. With it and `search`, the order is that of `sort_by`.',
    optional: true,
    maxLength: 50,
    example: '+1 (555) 0100',
  })
  phone?: string;

  @StringField({
    description:
      'Customers whose tax id has the same letters and digits. With it and `search`, the order is that of `sort_by`.',
    optional: true,
    maxLength: 64,
    example: 'DE 123 456 789',
  })
  tax_id?: string;

  @DateTimeField({ description: 'Created later than this.', optional: true })
  created_after?: Date;

  @DateTimeField({ description: 'Created earlier than this.', optional: true, isEnd: true })
  created_before?: Date;

  @DateTimeField({ description: 'Last updated later than this.', optional: true })
  updated_after?: Date;

  @DateTimeField({ description: 'Last updated earlier than this.', optional: true, isEnd: true })
  updated_before?: Date;

  @BooleanField({ description: 'Whether deleted customers are listed too.', default: false })
  include_deleted: boolean;

  @ChoiceField({
    description:
      'The order; `created_at` by default, with `search` the best match first. Names are compared without case, accents, ' +
      'width and punctuation, equal ones as they are written; emails and statuses by code point, in lower case. ' +
      'Customers without a credit limit come before a limit of 0.',
    optional: true,
    values: customerSorts,
  })
  sort_by?: CustomerSort;
}

export class CustomerListResponse extends PageOf(Customer, 'CustomerListResponse') {}
