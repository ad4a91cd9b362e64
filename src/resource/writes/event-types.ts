/** Event types: the name of a resource and its change. */
export const eventTypes = [
  'customer.created',
  'customer.updated',
  'customer.deleted',
  'customer.restored',
  'customer.merged',
  'customer.erased',
  'customer.contact.created',
  'customer.contact.updated',
  'customer.contact.deleted',
  'payment_term.created',
  'payment_term.updated',
  'payment_term.deactivated',
  'webhook.disabled',
] as const;

export type EventType = (typeof eventTypes)[number];
