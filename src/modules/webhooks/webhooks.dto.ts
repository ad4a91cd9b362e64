import { PartialType } from '@nestjs/swagger';
import {
  BooleanField,
  ChoiceField,
  DateTimeField,
  EnumListField,
  StringField,
  UuidField,
} from '../../resource/fields/fields.js';
import { ListQuery, PageOf } from '../../resource/lists/page.js';
import { type EventType, eventTypes } from '../../resource/writes/event-types.js';
import { Delivery, type DeliveryState, deliveryStates } from './delivery.js';
import { Webhook } from './webhook.js';

class WebhookFieldsRequest {
  @StringField({
    description: 'URL of the endpoint: `https` or `http`, with a public host.',
    minLength: 1,
    maxLength: 2_048,
    pattern: /^[Hh][Tt][Tt][Pp][Ss]?:\/\/[^\s/\\][^\s\\]*$/,
    example: 'https://hooks.example.com/customers',
  })
  url: string;

  @StringField({
    description: 'Purpose of the webhook.',
    optional: true,
    nullable: true,
    maxLength: 500,
    example: 'Invoicing',
  })
  description?: string | null;

  @EnumListField({
    description: 'Types of events to send; empty or absent means all.',
    optional: true,
    values: eventTypes,
    example: ['customer.created', 'customer.updated'],
  })
  event_types?: EventType[];
}

export class WebhookCreateRequest extends WebhookFieldsRequest {
  @BooleanField({ description: 'Whether events are sent.', default: true, example: true })
  is_active: boolean;
}

/** Fields with a default in a new webhook are redeclared: a default here would be an unrequested change. */
export class WebhookUpdateRequest extends PartialType(WebhookFieldsRequest, { skipNullProperties: false }) {
  @BooleanField({
    description:
      'Whether events are sent. Events committed while this is false are sent once it is true again.',
    optional: true,
  })
  is_active?: boolean;
}

export class RedeliverRequest {
  @DateTimeField({
    description: 'Events that occurred at this time or later.',
    example: '2026-11-22T09:22:02.710Z',
  })
  since: Date;

  @DateTimeField({ description: 'Events that occurred at this time or earlier.', optional: true })
  until?: Date;

  @EnumListField({
    description: 'Events of these types; an empty or absent list means all types.',
    optional: true,
    values: eventTypes,
  })
  event_types?: EventType[];

  @BooleanField({
    description: 'Whether to also send the delivered events again, in addition to the parked ones.',
    default: false,
    example: false,
  })
  include_delivered: boolean;
}

const webhookId = { description: 'Webhook UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b94' };

export class WebhookPath {
  @UuidField(webhookId)
  webhook_id: string;
}

export class DeliveryPath extends WebhookPath {
  @UuidField({ description: 'Delivery UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b93' })
  delivery_id: string;
}

/** No more parameters than every list. */
export class WebhookListQuery extends ListQuery {}

export class DeliveryListQuery extends ListQuery {
  @ChoiceField({ description: 'Deliveries in this state.', values: deliveryStates, optional: true })
  state?: DeliveryState;
}

export class WebhookListResponse extends PageOf(Webhook, 'WebhookListResponse') {}

export class DeliveryListResponse extends PageOf(Delivery, 'WebhookDeliveryListResponse') {}
