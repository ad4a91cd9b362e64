import type { IncomingMessage } from 'node:http';
import { bodyTooLarge } from '../../platform/http/errors.js';
import { readJsonBody } from '../../platform/http/request-body.js';
import { type ProtocolResponse, refusal } from './protocol-response.js';

/** The longest message: 20 customers with long notes fit, and parsing it takes a few milliseconds. */
export const maxMessageBytes = 262_144;
/** MCP 2025-03-26 has batches; earlier and later versions send one message per POST. */
export const maxBatchMessages = 20;
/** No argument of a tool nests deeper than this. */
const maxDepth = 32;

const parseError = -32_700;
const invalidRequest = -32_600;

export type Message = { readonly value: unknown } | { readonly refusal: ProtocolResponse };

const refused = (code: number, message: string): Message => ({ refusal: refusal(400, code, message) });

/**
 * Reads a JSON-RPC message, or a batch of them, within bounds.
 *
 * @throws 413 and 415, as for any other route
 */
export async function readMessage(request: IncomingMessage): Promise<Message> {
  if (Number(request.headers['content-length'] ?? 0) > maxMessageBytes) throw bodyTooLarge(maxMessageBytes);
  const text = (await readJsonBody(request))?.text ?? '';
  if (Buffer.byteLength(text) > maxMessageBytes) throw bodyTooLarge(maxMessageBytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return refused(parseError, 'The body is not valid JSON');
  }
  if (isDeeperThan(value, maxDepth)) {
    return refused(invalidRequest, `The message nests deeper than ${maxDepth} levels`);
  }
  return Array.isArray(value) ? readBatch(value) : { value };
}

function readBatch(messages: readonly unknown[]): Message {
  if (messages.length === 0 || messages.length > maxBatchMessages) {
    return refused(
      invalidRequest,
      `A batch holds 1 to ${maxBatchMessages} messages, and this one ${messages.length}: send the rest in further requests`,
    );
  }
  // Nothing is kept between two requests, so that a notification has no effect. One that cancels one of its calls
  // batch would keep the protocol's library waiting for that call's response for ever, and so would a repeated id.
  const requests = messages.filter((message) => !isNotificationOrResponse(message));
  const ids = requests.map((message) => idOf(message));
  if (new Set(ids).size < ids.length) {
    return refused(invalidRequest, 'Two requests of this batch have the same id');
  }
  return { value: requests };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNotificationOrResponse = (message: unknown) =>
  isRecord(message) && (!('id' in message) || !('method' in message));

const idOf = (message: unknown) => (isRecord(message) ? message['id'] : undefined);

/** Keeps its own stack, so that depth costs no call stack. */
function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= limit; depth += 1) {
    level = level.flatMap((parent) =>
      typeof parent === 'object' && parent !== null ? Object.values(parent) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
