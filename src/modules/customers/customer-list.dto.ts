import {
  BooleanField,
  ChoiceField,
  DateTimeField,
  EmailFilterField,
  EnumField,
  StringField,
  UuidField,
} from '../../resource/fields/fields.js';
import { Filter, filtersOf } from '../../resource/lists/filters.js';
import { ListQuery, PageOf } from '../../resource/lists/page.js';
import { firstIdAt } from '../../resource/lists/ids.js';
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

/** The id holds the time of creation. */
const createdAfter = (time: Date) => firstIdAt(time.getTime() + 1);
const createdBefore = (time: Date) => firstIdAt(time.getTime());
const asText = (time: Date) => time.toISOString();

/**
 * What narrows a list of customers down. A filter is declared here and nowhere else: the list, the search, the export
 * and the cursors know it by its decorator.
 */
export class CustomerListQuery extends ListQuery {
  @Filter({ column: 'id' })
  @UuidField({ description: 'The customer with this id.', optional: true })
  id?: string;

  @Filter({ column: 'email_lower', sql: (email) => `lower(${email} collate "und-x-icu") collate "C"` })
  @EmailFilterField({
    description: 'Customers with this email, in upper or lower case, its domain in Unicode or as `xn--`.',
    optional: true,
    maxLength: 254,
  })
  email?: string;

  @StringField({
    description:
      'Customers with a similar name: partial, in another word order, or misspelt. Without ' +
      '`sort_by` the best match comes first, and `descending` is ignored; with it, the best ' +
      '1,000 matches come in that order. `total` counts at most 1,000 matches.',
    optional: true,
    minLength: 1,
    maxLength: 200,
  })
  search?: string;

  @Filter({ column: 'status' })
  @EnumField({
    description: 'Customers with this status.',
    name: 'CounterpartyStatus',
    values: counterpartyStatuses,
    optional: true,
  })
  status?: CounterpartyStatus;

  @Filter({ column: 'category' })
  @StringField({ description: 'Customers in this category.', optional: true, maxLength: 100 })
  category?: string;

  @Filter({ column: 'phone_key', sql: (phone) => `customer_phone_key(${phone})` })
  @StringField({
    description:
      'Customers whose phone has the same digits as this one, such as `+1 (555) 0100`. With it and `search`, the order is that of `sort_by`.',
    optional: true,
    maxLength: 50,
  })
  phone?: string;

  @Filter({ column: 'tax_id_key', sql: (taxId) => `customer_tax_id_key(${taxId})` })
  @StringField({
    description:
      'Customers whose tax id has the same letters and digits as this one, such as `DE 123 456 789`. With it and `search`, the order is that of `sort_by`.',
    optional: true,
    maxLength: 64,
  })
  tax_id?: string;

  @Filter({ column: 'external_id' })
  @StringField({
    description:
      'The customer with this external id; with `include_deleted` also the deleted ones that had it.',
    optional: true,
    maxLength: 255,
  })
  external_id?: string;

  @Filter({ column: 'id', operator: '>=', value: createdAfter })
  @DateTimeField({ description: 'Created later than this.', optional: true })
  created_after?: Date;

  @Filter({ column: 'id', operator: '<', value: createdBefore })
  @DateTimeField({ description: 'Created earlier than this.', optional: true, isEnd: true })
  created_before?: Date;

  @Filter({ column: 'updated_at', operator: '>', value: asText })
  @DateTimeField({ description: 'Last updated later than this.', optional: true })
  updated_after?: Date;

  @Filter({ column: 'updated_at', operator: '<', value: asText })
  @DateTimeField({ description: 'Last updated earlier than this.', optional: true, isEnd: true })
  updated_before?: Date;

  @BooleanField({ description: 'Whether to include deleted customers.', default: false })
  include_deleted: boolean;

  @ChoiceField({
    description:
      'Sort order; default `created_at`, with `search` the best match first. Names are compared ' +
      'ignoring case, accents, width and punctuation, equal ones literally; emails and statuses ' +
      'by code point, in lower case. Customers without a credit limit come before a limit of 0.',
    optional: true,
    values: customerSorts,
  })
  sort_by?: CustomerSort;
}

export const customerFilters = filtersOf(CustomerListQuery, { byList: ['search', 'include_deleted'] });

export class CustomerListResponse extends PageOf(Customer, 'CustomerListResponse') {}
