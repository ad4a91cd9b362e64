import { randomBytes } from 'node:crypto';
import { Webhook as Signer } from 'standardwebhooks';

const secretBytes = 32;

/** As Standard Webhooks writes it. */
export const makeSecret = (): string => `whsec_${randomBytes(secretBytes).toString('base64')}`;

/**
 * The headers of a message by Standard Webhooks: https://www.standardwebhooks.com
 *
 * @param id the same for each attempt
 * @param secrets those that hold: the message carries a signature of each
 */
export function messageHeaders(
  id: string,
  sentAt: Date,
  body: string,
  secrets: readonly string[],
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'customers-service',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Signer(secret).sign(id, sentAt, body)).join(' '),
  };
}
