import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Customer } from '../customers/customer.entity.js';
import { Event } from '../events/event.js';

const time = { type: 'string', format: 'date-time', example: '2026-11-22T09:22:02.710Z' } as const;
const count = (description: string) => ApiProperty({ type: 'integer', description, example: 1 });

/** How many rows of what held anything of the person. */
@ApiSchema({ name: 'ErasureCounts' })
export class ErasureCounts {
  @count('The customer itself, and those that were merged into it; 0 where they had been erased before.')
  customers: number;

  @count('Contacts of the customer.')
  contacts: number;

  @count('Events of the customer and its contacts, which its history is made of.')
  events: number;

  @count('Events of others that named one of the e-mail addresses as the one who acted.')
  actors: number;

  @count('Answers that are kept to be replayed.')
  idempotency_answers: number;

  @count('Files of customers that were sent.')
  import_files: number;

  @count('Notes about rows of files that were not stored.')
  import_problems: number;

  @count('Deliveries of its events that are still to be made: what they send is erased.')
  webhook_deliveries: number;
}

@ApiSchema({ name: 'ErasureReceipt' })
export class ErasureReceipt {
  @ApiProperty({
    type: 'string',
    description: 'Customer UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  customer_id: string;

  @ApiProperty({ ...time, description: 'When it was erased.' })
  erased_at: string;

  @ApiProperty({
    anyOf: [{ type: 'string' }, { type: 'null' }],
    description: 'The Stripe customer that the customer was linked to: its data at Stripe is yours to erase.',
    example: 'cus_NffrFeUfNV2Hib',
  })
  stripe_customer_id: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'string' },
    description: 'The Stripe customers of the customers that were merged into it, likewise.',
    example: [],
  })
  merged_stripe_customer_ids: string[];

  @ApiProperty({ type: ErasureCounts, description: 'How many rows of what held anything of the person.' })
  counts: ErasureCounts;
}

@ApiSchema({ name: 'CustomerStoredAnswer' })
export class StoredAnswerBody {
  @ApiProperty({ type: 'string', description: 'The route that was called.' })
  route: string;

  @ApiProperty({ type: 'string', description: 'The idempotency key.' })
  key: string;

  @ApiProperty({ ...time, description: 'When it was answered.' })
  created_at: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The answer.' })
  body: unknown;
}

@ApiSchema({ name: 'CustomerImportTrace' })
export class ImportTrace {
  @ApiProperty({ type: 'string', description: 'Import UUID.' })
  id: string;

  @ApiProperty({ type: 'string', description: 'The name of the file.' })
  file_name: string;

  @ApiProperty({ ...time, description: 'When the file was sent.' })
  created_at: string;

  @ApiProperty({ type: 'boolean', description: 'Whether the file itself is still kept.' })
  is_kept: boolean;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'Notes about its rows that speak of the customer.',
  })
  problems: readonly object[];
}

@ApiSchema({ name: 'CustomerDataResponse' })
export class CustomerData {
  @ApiProperty({ type: Customer, description: 'The customer, with its contacts.' })
  customer: Customer;

  @ApiProperty({ type: [Customer], description: 'Those that were merged into it.' })
  merged_customers: readonly Customer[];

  @ApiProperty({ type: [Event], description: 'What has changed of it and of its contacts, oldest first.' })
  events: readonly Event[];

  @ApiProperty({ type: [StoredAnswerBody], description: 'Answers that are kept to be replayed.' })
  stored_answers: readonly StoredAnswerBody[];

  @ApiProperty({ type: [ImportTrace], description: 'Files of customers that speak of it.' })
  imports: readonly ImportTrace[];
}
