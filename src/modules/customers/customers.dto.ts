import { PartialType } from '@nestjs/swagger';
import {
  DateTimeField,
  EmailField,
  EnumField,
  IntegerField,
  StringField,
  UuidField,
} from '../../resource/fields/fields.js';
import { MetadataField, type MetadataPatch } from './metadata.js';
import { type CounterpartyStatus, counterpartyStatuses } from './customer.entity.js';

/** A character that is not a control character, for tools that know no Unicode classes. */
const notControl = String.raw`[^\u0000-\u001f\u007f-\u009f]`;
/** In code points. */
const externalIdLength = { minLength: 1, maxLength: 255 } as const;

export const externalIdRule = { ...externalIdLength, pattern: new RegExp(`^${notControl}*$`) } as const;
/** A URL cannot hold a segment of one or two dots, whatever its encoding is. */
export const externalIdPathRule = {
  ...externalIdLength,
  pattern: new RegExp(String.raw`^(?!\.{1,2}$)${notControl}*$`),
} as const;

export class CustomerCreateRequest {
  @StringField({
    description: 'Customer name (person or company).',
    minLength: 1,
    maxLength: 255,
    trim: true,
    example: 'Acme Corporation',
  })
  name: string;

  @EmailField({
    description: 'Customer email for invoices and communications.',
    example: 'billing@acme.example.com',
  })
  email: string;

  @StringField({
    description: 'Customer billing/shipping address.',
    optional: true,
    nullable: true,
    maxLength: 2_000,
    example: '1 Main Street, Springfield',
  })
  address?: string | null;

  @StringField({
    description: 'Customer phone number.',
    optional: true,
    nullable: true,
    maxLength: 50,
    example: '+1 555 0100',
  })
  phone?: string | null;

  @StringField({
    description: 'Tax identification number (EIN, VAT, etc.).',
    optional: true,
    nullable: true,
    maxLength: 64,
    example: 'DE123456789',
  })
  tax_id?: string | null;

  @StringField({
    description: 'Customer website URL.',
    optional: true,
    nullable: true,
    maxLength: 2_048,
    example: 'https://acme.example.com',
  })
  website?: string | null;

  @StringField({
    description: 'Internal notes about this customer.',
    optional: true,
    nullable: true,
    maxLength: 10_000,
    example: 'Pays by bank transfer',
  })
  notes?: string | null;

  @IntegerField({
    description: 'Credit limit in cents (e.g., 100000 = $1,000.00).',
    optional: true,
    nullable: true,
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    example: 100000,
  })
  credit_limit_cents?: number | null;

  /** Any text: one that names no active payment term of the business is a 400, not a 422. */
  @StringField({ description: 'Default payment term ID for new invoices.', optional: true, nullable: true })
  default_payment_term_id?: string | null;

  @EnumField({
    description: 'Customer status (active, inactive, blocked).',
    name: 'CounterpartyStatus',
    values: counterpartyStatuses,
    optional: true,
    nullable: true,
    example: 'active',
  })
  status?: CounterpartyStatus | null;

  @StringField({
    description: "Business category (e.g., 'Retail', 'Wholesale').",
    optional: true,
    nullable: true,
    maxLength: 100,
    example: 'Retail',
  })
  category?: string | null;

  @StringField({
    description: 'Custom invoice footer/payment instructions for this customer. Overrides business default.',
    optional: true,
    nullable: true,
    maxLength: 5_000,
    example: 'Thank you for your business.',
  })
  invoice_footer?: string | null;

  @StringField({
    description:
      'The id that your own system gives the customer, compared exactly and unique among the customers that are not deleted.',
    optional: true,
    nullable: true,
    ...externalIdRule,
  })
  external_id?: string | null;

  @MetadataField({
    description:
      'Fields of your own: at most 50 keys and 16 KiB. A change names the keys that it changes, and `null` removes one.',
    example: { plan: 'pro', seats: 12 },
  })
  metadata?: MetadataPatch | null;
}

/** All fields are optional, and only those that are present are changed. */
export class CustomerUpdateRequest extends PartialType(CustomerCreateRequest, { skipNullProperties: false }) {
  @EnumField({
    description: 'Customer status (active, inactive, blocked).',
    name: 'CounterpartyStatus',
    values: counterpartyStatuses,
    optional: true,
    example: 'inactive',
  })
  override status?: CounterpartyStatus;
}

export class CustomerPath {
  @UuidField({ description: 'Customer UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90' })
  customer_id: string;
}

export class CustomerGetQuery {
  @DateTimeField({
    description:
      'The state of the customer and its contacts at this time, such as `2026-11-22T09:22:02.710Z`.',
    optional: true,
  })
  as_of?: Date;
}
