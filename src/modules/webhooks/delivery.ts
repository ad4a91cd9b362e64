import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { wireTime } from './wire-time.js';

const time = { type: 'string', format: 'date-time' } as const;
const nullable = <Schema extends object>(schema: Schema) => ({ anyOf: [schema, { type: 'null' }] });

export const deliveryStates = ['pending', 'delivered', 'parked'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** A pending or past delivery of an event. */
@ApiSchema({ name: 'WebhookDeliveryResponse' })
export class Delivery {
  @ApiProperty({
    type: 'string',
    description: 'Delivery UUID: the id of the event, and the `webhook-id` of each attempt.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b93',
  })
  id: string;

  @ApiProperty({
    type: 'string',
    description: 'Webhook UUID.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b94',
  })
  webhook_id: string;

  @ApiProperty({ type: 'string', description: 'The type of the event.', example: 'customer.updated' })
  event_type: string;

  @ApiProperty({
    type: 'integer',
    description: 'Position of the event; 0 for a test message.',
    example: 1,
  })
  position: number;

  @ApiProperty({
    type: 'string',
    description: 'UUID of the changed resource.',
    example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  entity_id: string;

  @ApiProperty({ ...time, description: 'Time of the change.', example: '2026-11-22T09:22:02.710Z' })
  occurred_at: string;

  @ApiProperty({
    type: 'string',
    enum: [...deliveryStates],
    description: 'State of the delivery; a `parked` delivery is not retried automatically.',
  })
  state: DeliveryState;

  @ApiProperty({ type: 'integer', description: 'Number of attempts since it last became due.', example: 0 })
  attempts: number;

  @ApiProperty({
    ...nullable(time),
    description:
      'Time of the next attempt; null while it waits for an earlier delivery of the same customer.',
  })
  next_attempt_at: string | null;

  @ApiProperty({ ...nullable(time), description: 'Time of the last attempt.' })
  last_attempt_at: string | null;

  @ApiProperty({ ...nullable({ type: 'integer' }), description: 'Status of the last response.' })
  last_status: number | null;

  @ApiProperty({ ...nullable({ type: 'string' }), description: 'Reason why the last attempt failed.' })
  last_error: string | null;

  @ApiProperty({ ...nullable(time), description: 'Time of the successful delivery.' })
  delivered_at: string | null;
}

@ApiSchema({ name: 'WebhookRedeliverResponse' })
export class Redelivered {
  @ApiProperty({ type: 'integer', description: 'Number of deliveries that are due again.', example: 0 })
  redelivered: number;
}

/** The columns of a `Delivery`, in their order; times as the wire has them. */
export const deliveryColumns = (alias: string): string => {
  const plain = (...names: string[]) => names.map((name) => `${alias}.${name}`);
  const times = (...names: string[]) => names.map((name) => `${wireTime(`${alias}.${name}`)} as ${name}`);
  return [
    ...plain('id', 'webhook_id', 'event_type', 'position', 'entity_id'),
    ...times('occurred_at'),
    ...plain('state', 'attempts'),
    ...times('next_attempt_at', 'last_attempt_at'),
    ...plain('last_status', 'last_error'),
    ...times('delivered_at'),
  ].join(', ');
};
