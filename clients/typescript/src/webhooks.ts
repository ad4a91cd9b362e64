import { createHmac, timingSafeEqual } from 'node:crypto';
import { CustomersError } from './errors.js';

/** The message is not from the service, was changed on its way, or is too old. */
export class WebhookVerificationError extends CustomersError {}

/** `request.headers` of Node.js, or `Headers` of fetch. */
export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>;

export interface VerifyOptions {
  /** How far the clocks may differ, and how old a message may be; 300 by default. */
  readonly toleranceSeconds?: number;
  /** In place of the clock. */
  readonly now?: Date;
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  if (typeof value !== 'string' || value === '') throw new WebhookVerificationError(`Without ${name}`);
  return value;
}

function isRecent(timestamp: string, { toleranceSeconds = 300, now = new Date() }: VerifyOptions): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(now.getTime() / 1000 - Number(timestamp)) <= toleranceSeconds;
}

/** Takes as long for a wrong signature as for a right one. */
function isEqual(signature: string, expected: Buffer): boolean {
  const [version, encoded = ''] = signature.split(',');
  const given = Buffer.from(encoded, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Holds a message to its signature, as Standard Webhooks says: https://www.standardwebhooks.com. A message can come twice:
 * `webhook-id` is then the same.
 * @param secret `whsec_…`
 * @param body as it was received, not parsed and written again
 * @returns the body as JSON
 * @throws WebhookVerificationError
 */
export function verifyWebhook(
  secret: string,
  headers: WebhookHeaders,
  body: string | Uint8Array,
  options: VerifyOptions = {},
): unknown {
  const id = headerOf(headers, 'webhook-id');
  const timestamp = headerOf(headers, 'webhook-timestamp');
  const signatures = headerOf(headers, 'webhook-signature').split(' ');
  if (!isRecent(timestamp, options)) throw new WebhookVerificationError('Too old, or from the future');
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  // An empty key would let anyone sign.
  if (key.length === 0) throw new TypeError('The secret is empty');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  // After a change of the secret, a message carries the signatures of both.
  if (!signatures.some((signature) => isEqual(signature, expected))) {
    throw new WebhookVerificationError('No signature matches');
  }
  return JSON.parse(typeof body === 'string' ? body : Buffer.from(body).toString('utf8'));
}
