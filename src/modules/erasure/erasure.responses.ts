import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { Customer } from '../customers/customer.entity.js';
import { Event } from '../events/event.js';

const time = { type: 'string', format: 'date-time', example: '2026-11-22T09:22:02.710Z' } as const;
const count = (description: string) => ApiProperty({ type: 'integer', description, example: 1 });

/** Number of rows that held data of the person, by kind. */
@ApiSchema({ name: 'ErasureCounts' })
export class ErasureCounts {
  @count('The customer and the customers merged into it; 0 if they had already been erased.')
  customers: number;

  @count('Contacts of the customer.')
  contacts: number;

  @count('Events in the history of the customer and its contacts.')
  events: number;

  @count('Events of others whose actor was one of the email addresses.')
  actors: number;

  @count('Responses stored for idempotency keys.')
  idempotency_answers: number;

  @count('Uploaded files.')
  import_files: number;

  @count('Notes about rejected rows of files.')
  import_problems: number;

  @count('Pending deliveries of its events: they will send the erased state.')
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
    description: 'The linked Stripe customer: erase its data at Stripe yourself.',
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

  @ApiProperty({ type: ErasureCounts, description: 'Number of rows that held data of the person, by kind.' })
  counts: ErasureCounts;
}

@ApiSchema({ name: 'CustomerStoredAnswer' })
export class StoredAnswerBody {
  @ApiProperty({ type: 'string', description: 'The route that was called.' })
  route: string;

  @ApiProperty({ type: 'string', description: 'The idempotency key.' })
  key: string;

  @ApiProperty({ ...time, description: 'Time of the response.' })
  created_at: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The response.' })
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

  @ApiProperty({ type: 'boolean', description: 'Whether the file itself is still stored.' })
  is_kept: boolean;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'Notes about its rows that name the customer.',
  })
  problems: readonly object[];
}

@ApiSchema({ name: 'CustomerDataResponse' })
export class CustomerData {
  @ApiProperty({ type: Customer, description: 'The customer, with its contacts.' })
  customer: Customer;

  @ApiProperty({ type: [Customer], description: 'The customers merged into it.' })
  merged_customers: readonly Customer[];

  @ApiProperty({ type: [Event], description: 'The changes of the customer and its contacts, oldest first.' })
  events: readonly Event[];

  @ApiProperty({ type: [StoredAnswerBody], description: 'Responses stored for idempotency keys.' })
  stored_answers: readonly StoredAnswerBody[];

  @ApiProperty({ type: [ImportTrace], description: 'Files that name the customer.' })
  imports: readonly ImportTrace[];
}
