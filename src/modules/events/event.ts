import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { type EventType, eventTypes } from '../../resource/writes/event-types.js';

const uuid = { type: 'string', format: 'uuid' } as const;
const nullableText = { anyOf: [{ type: 'string' }, { type: 'null' }] };

@ApiSchema({ name: 'EventActor' })
class EventActor {
  @ApiProperty({ ...nullableText, description: 'The token that made the change.' })
  token_id: string | null;

  @ApiProperty({ ...nullableText, description: '`x-user-email` of the request.' })
  user_email: string | null;

  @ApiProperty({ ...nullableText, description: '`x-request-id` of the request.' })
  request_id: string | null;

  @ApiProperty({ ...nullableText, description: 'The import that the change is part of.' })
  import_id: string | null;
}

/** One committed change. */
@ApiSchema({ name: 'EventResponse' })
export class Event {
  @ApiProperty({ ...uuid, description: 'Event UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b93' })
  id: string;

  @ApiProperty({
    type: 'string',
    enum: [...eventTypes],
    description: 'Type of the change.',
    example: 'customer.updated',
  })
  type: EventType;

  @ApiProperty({
    type: 'integer',
    description: 'Position in the log of the business: 1, 2, 3 … in commit order, without gaps.',
    example: 1,
  })
  position: number;

  @ApiProperty({ ...uuid, description: 'Business UUID.', example: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90' })
  business_id: string;

  @ApiProperty({
    ...uuid,
    description: 'Type of the change.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  entity_id: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    description: 'Time of the event; never decreases with position.',
    example: '2026-11-22T09:22:02.710Z',
  })
  occurred_at: string;

  @ApiProperty({ type: EventActor, description: 'Who.' })
  actor: EventActor;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: {}, minItems: 2, maxItems: 2 },
    description: 'Old and new value of each changed field, without `updated_at`.',
    example: { name: ['Acme', 'Acme Corporation'] },
  })
  changes: Record<string, [unknown, unknown]>;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The resource after the change; for a removed resource, its last state.',
  })
  data: Record<string, unknown>;
}
