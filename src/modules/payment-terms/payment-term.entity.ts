import { ApiSchema } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import {
  BooleanColumn,
  DecimalColumn,
  IntegerColumn,
  KeyColumn,
  TextColumn,
  TimestampColumn,
} from '../../resource/columns.js';

@ApiSchema({ name: 'PaymentTermResponse' })
@Entity('payment_terms')
export class PaymentTerm {
  @KeyColumn({
    description: 'Payment term UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b92',
  })
  id: string;

  @KeyColumn({
    description: 'Business UUID.',
    example: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  business_id: string;

  @TextColumn({ description: 'Payment term name.', example: 'Net 30' })
  name: string;

  @IntegerColumn({ description: 'Days from the invoice date until it is due.', example: 30 })
  days_until_due: number;

  @DecimalColumn({
    description: 'Discount for early payment, in percent.',
    nullable: true,
    precision: 5,
    scale: 2,
    example: 2,
  })
  discount_percent: number | null;

  @IntegerColumn({
    description: 'Days from the invoice date within which the discount is granted.',
    nullable: true,
    example: 10,
  })
  discount_days: number | null;

  @BooleanColumn({
    description: 'Whether this is the default payment term of the business.',
    default: false,
    example: false,
  })
  is_default: boolean;

  @BooleanColumn({
    description: 'Whether the payment term can be chosen.',
    default: true,
    example: true,
  })
  is_active: boolean;

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
}
