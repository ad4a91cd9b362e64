import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { type EventType, eventTypes } from '../../resource/writes/event-types.js';
import { wireTime } from './wire-time.js';

const time = { type: 'string', format: 'date-time' } as const;
const nullable = <Schema extends object>(schema: Schema) => ({ anyOf: [schema, { type: 'null' }] });

/** An endpoint that receives events. */
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
    description: 'URL of the endpoint.',
    example: 'https://hooks.example.com/customers',
  })
  url: string;

  @ApiProperty({ ...nullable({ type: 'string' }), description: 'Purpose of the webhook.' })
  description: string | null;

  @ApiProperty({
    type: 'array',
    items: { type: 'string', enum: [...eventTypes] },
    description: 'Types of events to send; empty means all.',
    example: ['customer.created', 'customer.updated'],
  })
  event_types: EventType[];

  @ApiProperty({ type: 'boolean', description: 'Whether events are sent.', example: true })
  is_active: boolean;

  @ApiProperty({
    ...nullable(time),
    description: 'Time since which all deliveries have failed; null if the last one succeeded.',
  })
  failing_since: string | null;

  @ApiProperty({
    ...nullable(time),
    description:
      'When the service disabled the webhook: deliveries failed for days, the endpoint responded ' +
      'with 410, or an internal error prevented deliveries for days.',
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
    description: `${description} It is shown only this once; in a replayed response, null if the secret has expired.`,
    example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=',
  });

/** A new webhook with its signing secret. */
@ApiSchema({ name: 'WebhookCreateResponse' })
export class CreatedWebhook extends Webhook {
  @secretOf('The signing secret.')
  secret: string | null;
}

@ApiSchema({ name: 'WebhookSecretResponse' })
export class RotatedSecret {
  @secretOf('The new signing secret.')
  secret: string | null;

  @ApiProperty({
    ...time,
    description: 'Until then, messages also carry the signature of the previous secret.',
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
