import type { DueDelivery } from './deliveries.statements.js';

/** The test message: it has the form of an event and reports no change. */
export const testMessage = (
  businessId: string,
  webhookId: string,
  { id, event_type, occurred_at }: DueDelivery,
): string =>
  JSON.stringify({
    id,
    type: event_type,
    position: 0,
    business_id: businessId,
    entity_id: webhookId,
    occurred_at,
    actor: { token_id: null, user_email: null, request_id: null, import_id: null },
    changes: {},
    data: {},
  });
