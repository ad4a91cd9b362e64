import { ApiSchema } from '@nestjs/swagger';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BooleanColumn, KeyColumn, TextColumn, TimestampColumn } from '../../../resource/columns.js';

/** A contact as it is inside its customer. */
@ApiSchema({ name: 'CustomerContactResponse' })
@Entity('customer_contacts')
export class CustomerContact {
  @KeyColumn({
    description: 'Contact UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b91',
  })
  id: string;

  /** Not sent: the customer says which business a contact belongs to. */
  @PrimaryColumn({ type: 'uuid' })
  business_id?: string;

  @KeyColumn({
    description: 'Customer UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  customer_id: string;

  @TextColumn({ description: 'Contact name.', example: 'Grace Hopper' })
  name: string;

  @TextColumn({ description: 'Contact email.', nullable: true, example: 'grace@example.com' })
  email: string | null;

  @TextColumn({ description: 'Contact phone number.', nullable: true, example: '+1 555 0101' })
  phone: string | null;

  @TextColumn({ description: 'Role at the customer.', nullable: true, example: 'Accounts payable' })
  role: string | null;

  @BooleanColumn({ description: 'Whether this is the primary contact.', default: false, example: true })
  is_primary: boolean;

  @TextColumn({ description: 'Notes about this contact.', nullable: true })
  notes: string | null;

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

  /** Not sent: the customer that a merge took the contact from. */
  @Column({ type: 'uuid', nullable: true, select: false })
  source_customer_id?: string | null;
}
