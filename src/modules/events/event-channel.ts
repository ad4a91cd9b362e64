import { channel } from 'node:diagnostics_channel';

/** The delivery of an event to a waiting reader, for metrics. */
export interface DeliveryReport {
  /** Since the event occurred, by the clocks of the database and of this process. */
  readonly lagSeconds: number;
}

export const deliveryChannel = channel('customers-service:event-delivery');

export function reportDelivery(occurredAt: string): void {
  if (!deliveryChannel.hasSubscribers) return;
  const report: DeliveryReport = { lagSeconds: Math.max(0, Date.now() - Date.parse(occurredAt)) / 1_000 };
  deliveryChannel.publish(report);
}
