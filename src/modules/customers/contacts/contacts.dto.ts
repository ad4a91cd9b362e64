import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { BooleanField, EmailField, StringField, UuidField } from '../../../resource/fields/fields.js';
import { CustomerPath } from '../customers.dto.js';
import { CustomerContact } from './contact.entity.js';

export class EntityContactCreateRequest {
  @StringField({
    description: 'Contact name.',
    minLength: 1,
    maxLength: 255,
    trim: true,
    example: 'Grace Hopper',
  })
  name: string;

  @EmailField({
    description: 'Contact email.',
    optional: true,
    nullable: true,
    example: 'grace@acme.example.com',
  })
  email?: string | null;

  @StringField({
    description: 'Contact phone number.',
    optional: true,
    nullable: true,
    maxLength: 50,
    example: '+1 555 0101',
  })
  phone?: string | null;

  @StringField({
    description: 'Role at the customer.',
    optional: true,
    nullable: true,
    maxLength: 100,
    example: 'Accounts payable',
  })
  role?: string | null;

  @BooleanField({
    description: 'Whether this is the primary contact; it replaces the previous one.',
    default: false,
    example: true,
  })
  is_primary?: boolean;

  @StringField({
    description: 'Notes about this contact.',
    optional: true,
    nullable: true,
    maxLength: 10_000,
    example: 'Prefers to be called before noon',
  })
  notes?: string | null;
}

/**
 * All fields are optional, and only those that are present are changed. Fields with a default in a new contact are
 * declared again: a default here would be an unrequested change.
 */
export class EntityContactUpdateRequest extends PartialType(
  OmitType(EntityContactCreateRequest, ['is_primary'] as const),
  { skipNullProperties: false },
) {
  @BooleanField({
    description: 'Whether this is the primary contact; it replaces the previous one.',
    optional: true,
    example: true,
  })
  is_primary?: boolean;
}

/** A contact outside of its customer: `entity_type` and `entity_id` name its owner. */
export class EntityContactResponse extends OmitType(CustomerContact, [
  'business_id',
  'customer_id',
] as const) {
  @ApiProperty({
    description: 'The type of the entity that the contact belongs to.',
    type: 'string',
    enum: ['customer'],
    example: 'customer',
  })
  entity_type: 'customer';

  @ApiProperty({
    description: 'UUID of the entity that the contact belongs to.',
    type: 'string',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  entity_id: string;
}

export class ContactPath extends CustomerPath {
  @UuidField({ description: 'Contact UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91' })
  contact_id: string;
}
