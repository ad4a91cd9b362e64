import { ApiSchema } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import {
  BooleanColumn,
  DecimalColumn,
  IntegerColumn,
  KeyColumn,
  TextColumn,
  TimestampColumn,
} from '../common/columns.js';

@ApiSchema({ name: 'PaymentTermResponse' })
@Entity('payment_terms')
export class PaymentTerm {
  @KeyColumn({ description: 'Payment term UUID.', required: true })
  id: string;

  @KeyColumn({ description: 'Business UUID.', required: true })
  business_id: string;

  @TextColumn({ description: 'Payment term name.', required: true, example: 'Net 30' })
  name: string;

  @IntegerColumn({ description: 'Days from the invoice date until it is due.', required: true, example: 30 })
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
    description: 'Whether new customers get this payment term.',
    required: true,
    default: false,
  })
  is_default: boolean;

  @BooleanColumn({ description: 'Whether the payment term can be chosen.', required: true, default: true })
  is_active: boolean;

  @TimestampColumn({ description: 'Creation timestamp.', required: true })
  created_at: string;

  @TimestampColumn({ description: 'Last update timestamp.', required: true })
  updated_at: string;
}
