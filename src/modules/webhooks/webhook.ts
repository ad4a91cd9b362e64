import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { type EventType, eventTypes } from '../../resource/writes/event-types.js';
import { wireTime } from './wire-time.js';

const time = { type: 'string', format: 'date-time' } as const;
const nullable = <Schema extends object>(schema: Schema) => ({ anyOf: [schema, { type: 'null' }] });

/** An endpoint that is told of events. */
@ApiSchema({ name: 'WebhookResponse' })
export class Webhook {
  @ApiProperty({
    type: 'string',
    description: 'Webhook UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b94',
  })
  id: string;

  @ApiProperty({
    type: 'string',
    description: 'Business UUID.',
    example: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  business_id: string;

  @ApiProperty({
    type: 'string',
    description: 'Where events are sent to.',
    example: 'https://hooks.example.com/customers',
  })
  url: string;

  @ApiProperty({ ...nullable({ type: 'string' }), description: 'What it is for.' })
  description: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...eventTypes] },
    description: 'The events that are sent; none: all of them.',
    example: ['customer.created', 'customer.updated'],
  })
  event_types: EventType[];

  @ApiProperty({ type: 'boolean', description: 'Whether events are sent.', example: true })
  is_active: boolean;

  @ApiProperty({
    ...nullable(time),
    description: 'Since when the endpoint has taken nothing that it was sent; null where it took the last.',
  })
  failing_since: string | null;

  @ApiProperty({
    ...nullable(time),
    description:
      'When the service has disabled it: it had taken nothing for days, it answered 410, or an internal error kept the service from sending to it for days.',
  })
  disabled_at: string | null;

  @ApiProperty({ ...time, description: 'Creation timestamp.', example: '2026-11-22T09:22:02.710Z' })
  created_at: string;

  @ApiProperty({ ...time, description: 'Last update timestamp.', example: '2026-11-22T09:22:02.710Z' })
  updated_at: string;
}

const secretOf = (description: string) =>
  ApiProperty({
    ...nullable({ type: 'string' }),
    description: `${description} It is shown this one time; in an answer that is replayed, null where the secret holds no longer.`,
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  });

/** A new endpoint, with the secret that what it is sent is signed with. */
@ApiSchema({ name: 'WebhookCreateResponse' })
export class CreatedWebhook extends Webhook {
  @secretOf('What is sent is signed with this secret.')
  secret: string | null;
}

@ApiSchema({ name: 'WebhookSecretResponse' })
export class RotatedSecret {
  @secretOf('What is sent is signed with this secret from now on.')
  secret: string | null;

  @ApiProperty({
    ...time,
    description: 'Until then what is sent also carries the signature of the secret before.',
    example: '2026-11-23T09:22:02.710Z',
  })
  previous_expires_at: string;
}

/** The columns of a `Webhook`, in their order; times as the wire has them. */
export const webhookColumns = (alias: string): string =>
  [
    ...['id', 'business_id', 'url', 'description', 'event_types', 'is_active'].map(
      (name) => `${alias}.${name}`,
    ),
    ...['failing_since', 'disabled_at', 'created_at', 'updated_at'].map(
      (name) => `${wireTime(`${alias}.${name}`)} as ${name}`,
    ),
  ].join(', ');
