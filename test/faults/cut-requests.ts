import { once } from 'node:events';
import { connect } from 'node:net';
import { ApiClient } from '../support/api-client.js';
import type { Asked, Business } from './clients.js';
import { requestOf } from './support.js';

/** Sends this many bytes of a request, and disconnects. */
async function sendPart(url: string, request: string, bytes: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  const isClosed = once(socket, 'close');
  socket.write(request.slice(0, bytes), () => socket.destroy());
  await isClosed;
}

/** Requests whose client disconnects after a part of them: every fourth after the whole request, before the response. */
export async function cutRequests(
  urls: readonly string[],
  { token, businessId }: Business,
  client: number,
  count: number,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (let n = 0; n < count; n += 1) {
    const url = urls[n % urls.length] ?? '';
    const name = `c${client}-${n}`;
    const json = { name, email: `${name}@example.com` };
    const request = requestOf(new ApiClient(url, token, businessId), 'POST', '/customers', { json });
    const isWhole = n % 4 === 0;
    const bytes = isWhole ? request.length : 1 + Math.floor(Math.random() * (request.length - 1));
    asked.push({
      businessId,
      trace: `customer.created ${name}`,
      client,
      outcome: isWhole ? 'unknown' : 'refused',
    });
    await sendPart(url, request, bytes);
  }
  return asked;
}
