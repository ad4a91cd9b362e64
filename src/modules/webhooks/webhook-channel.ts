import { channel } from 'node:diagnostics_channel';

/** The outcome of a delivery attempt, or a change of an endpoint's state, for metrics. */
export interface WebhookReport {
  /** `failed`: it is tried again; `parked`: it was the last attempt. */
  readonly outcome: 'delivered' | 'failed' | 'parked';
  /** Until the endpoint had answered, or was given up. */
  readonly seconds: number;
}

export const webhookChannel = channel('customers-service:webhook');

export function reportWebhook(report: WebhookReport): void {
  webhookChannel.publish(report);
}
