import { ApiSchema } from '@nestjs/swagger';
import { Column, Entity } from 'typeorm';
import {
  BooleanColumn,
  IntegerColumn,
  KeyColumn,
  NestedList,
  ObjectColumn,
  ReferenceColumn,
  TextColumn,
  TimestampColumn,
} from '../../resource/columns.js';
import { type Metadata, metadataSchema } from './metadata.js';
import { CustomerContact } from './contacts/contact.entity.js';

export const counterpartyStatuses = ['active', 'inactive', 'blocked'] as const;
export type CounterpartyStatus = (typeof counterpartyStatuses)[number];

/** A customer: the row, and the response. */
@ApiSchema({ name: 'CustomerResponse' })
@Entity('customers')
export class Customer {
  @KeyColumn({
    description: 'Customer UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  id: string;

  @KeyColumn({
    description: 'Business UUID.',
    example: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  business_id: string;

  @TimestampColumn({
    description: 'Creation timestamp.',
    example: '2026-11-22T09:22:02.710Z',
  })
  created_at: string;

  @TimestampColumn({
    description: 'Last update timestamp.',
    example: '2026-11-22T09:22:02.710Z',
  })
  updated_at: string;

  @TextColumn({ description: 'Customer name.', example: 'Acme Corporation' })
  name: string;

  @TextColumn({ description: 'Customer email.', example: 'billing@acme.example.com' })
  email: string;

  @TextColumn({ description: 'Customer address.', nullable: true, example: '1 Main Street, Springfield' })
  address: string | null;

  @TextColumn({ description: 'Customer phone number.', nullable: true, example: '+1 555 0100' })
  phone: string | null;

  @TextColumn({ description: 'Tax identification number.', nullable: true, example: 'DE123456789' })
  tax_id: string | null;

  @TextColumn({ description: 'Customer website URL.', nullable: true, example: 'https://acme.example.com' })
  website: string | null;

  @TextColumn({ description: 'Internal notes.', nullable: true, example: 'Pays by bank transfer' })
  notes: string | null;

  @IntegerColumn({ description: 'Credit limit in cents.', nullable: true, type: 'bigint', example: 100000 })
  credit_limit_cents: number | null;

  @ReferenceColumn({ description: 'Default payment term ID.', nullable: true })
  default_payment_term_id: string | null;

  @TextColumn({ description: 'Customer status.', collation: 'C', default: 'active', example: 'active' })
  status: CounterpartyStatus;

  @TextColumn({ description: 'Business category.', nullable: true, collation: 'C', example: 'Retail' })
  category: string | null;

  @BooleanColumn({
    description: 'Whether customer is soft deleted.',
    generatedFrom: 'deleted_at IS NOT NULL',
    example: false,
  })
  is_deleted: boolean;

  @TimestampColumn({ description: 'Timestamp when customer was deleted.', nullable: true })
  deleted_at: string | null;

  @TextColumn({ description: 'Linked Stripe customer ID.', nullable: true, collation: 'C' })
  stripe_customer_id: string | null;

  @TextColumn({
    description: 'Custom invoice footer/payment instructions for this customer.',
    nullable: true,
    example: 'Thank you for your business.',
  })
  invoice_footer: string | null;

  @NestedList({ description: 'Customer contacts.', items: () => CustomerContact })
  contacts: CustomerContact[];

  @ReferenceColumn({
    sparse: true,
    description:
      'The remaining customer of a merge, through any chain; absent if the customer was not merged.',
  })
  merged_into?: string;

  @TextColumn({
    description:
      'The id that another system has given the customer, unique among the customers that are not deleted; absent until it is set.',
    sparse: true,
    collation: 'C',
  })
  external_id?: string;

  @(ObjectColumn<Metadata>()({
    description: 'Fields of your own; absent until one is set.',
    sparse: true,
    schema: metadataSchema,
    patch: 'mergeKeys',
    example: { plan: 'pro', seats: 12 },
  }))
  metadata?: Metadata;

  /** The key of the order by name and of the search; not in responses. */
  @Column({ type: 'text', collation: 'C', insert: false, update: false, select: false })
  name_order?: string;

  /** The key of the order by email and of its filter. */
  @Column({ type: 'text', collation: 'C', insert: false, update: false, select: false })
  email_lower?: string;

  /** The key of the order by credit limit; no limit is below 0. */
  @Column({ type: 'bigint', insert: false, update: false, select: false })
  credit_limit_order?: number;

  /** What names are compared by where duplicates are looked for. */
  @Column({ type: 'text', collation: 'C', insert: false, update: false, select: false })
  name_alike?: string;

  /** What phones and tax ids are compared by: the digits of the one, the letters and digits of the other. */
  @Column({ type: 'text', collation: 'C', nullable: true, insert: false, update: false, select: false })
  phone_key?: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true, insert: false, update: false, select: false })
  tax_id_key?: string | null;

  /** The customer that the merge named, which may have been merged into another one since. */
  @Column({ type: 'uuid', nullable: true, select: false })
  merged_directly_into?: string | null;

  @Column({ type: 'timestamptz', precision: 3, nullable: true, select: false })
  erased_at?: string | null;
}
