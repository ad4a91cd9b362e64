import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import type { Input } from './inputs.js';

/** Where the service that is watched says how long its event loop was held. */
export const watchPort = 39_217;

const timeoutMs = 30_000;

async function statusOf(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body?: string,
): Promise<{ status: number; text: string }> {
  // A separate connection: whatever is refused may be closed after its answer.
  const sent = request(url, { method, headers, agent: false });
  sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`No response within ${timeoutMs} ms`)));
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece as Buffer);
  return { status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() };
}

/** @returns the status; 0 where the connection was closed while the body was sent, so that the answer is lost */
export async function send(
  url: string,
  headers: Readonly<Record<string, string>>,
  { method = 'POST', path = '/customers', headers: own = {}, body }: Input,
): Promise<number> {
  try {
    const answer = await statusOf(`${url}/api/v1${path}`, method, { ...headers, ...own }, body);
    return answer.status;
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE'].includes(String(error.code)))
      return 0;
    throw error;
  }
}

/** The longest time that the event loop was held since it was asked last, in milliseconds. */
export async function watch(): Promise<number> {
  const { text } = await statusOf(`http://127.0.0.1:${watchPort}/`, 'GET', {});
  return Number(text);
}
