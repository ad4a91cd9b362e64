import { connect, type Socket } from 'node:net';
import { assertDocumented } from './document-check.js';

export interface RawResponse {
  readonly status: number;
  /** Names in lower case; of several with one name, the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  /** The same as text. */
  readonly body: string;
}

interface Sent {
  readonly method: string;
  readonly path: string;
}

/** What was sent is no request that HTTP knows, and what answers it is said of no path. */
const noRequest: Sent = { method: 'GET', path: '/*' };

/** The body that begins here: `undefined` where it has not come to its end yet. */
function bodyAt(
  received: Buffer,
  start: number,
  headers: RawResponse['headers'],
): { bytes: Buffer; end: number } | undefined {
  if (headers['transfer-encoding'] !== 'chunked') {
    const end = start + Number(headers['content-length'] ?? 0);
    return end <= received.length ? { bytes: received.subarray(start, end), end } : undefined;
  }
  const chunks: Buffer[] = [];
  for (let at = start; ;) {
    const line = received.indexOf('\r\n', at);
    if (line === -1) return undefined;
    const size = Number.parseInt(received.toString('latin1', at, line), 16);
    at = line + 2 + size + 2;
    if (at > received.length) return undefined;
    if (size === 0) return { bytes: Buffer.concat(chunks), end: at };
    chunks.push(received.subarray(line + 2, line + 2 + size));
  }
}

/** The first response of what was received, and where the next begins. */
function firstOf(received: Buffer, { method }: Sent): { response: RawResponse; end: number } | undefined {
  const headEnd = received.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [statusLine = '', ...lines] = received.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  const headers = Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  ) as Record<string, string>;
  const start = headEnd + 4;
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  const body = hasBody ? bodyAt(received, start, headers) : { bytes: Buffer.alloc(0), end: start };
  return (
    body && {
      response: { status, headers, bytes: body.bytes, body: body.bytes.toString() },
      end: body.end,
    }
  );
}

/**
 * A connection that sends bytes as they are, for what fetch would not send, or would hide. Every answer that it receives
 * whole is held against the OpenAPI document.
 */
export class RawConnection {
  readonly socket: Socket;
  /** Those that have come so far. */
  readonly answers: RawResponse[] = [];
  /** The first of them; it fails where the connection ends without one. */
  readonly answer: Promise<RawResponse>;
  /** All of them, once the connection has ended. */
  readonly ended: Promise<readonly RawResponse[]>;
  private readonly sent: Sent[] = [];
  private received: Buffer = Buffer.alloc(0);

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.socket = connect(Number(port), hostname.replace(/^\[|\]$/g, ''));
    let first: (response: RawResponse) => void;
    let fail: (error: unknown) => void;
    this.answer = new Promise((resolve, reject) => {
      first = resolve;
      fail = reject;
    });
    this.ended = new Promise((resolve, reject) => {
      this.socket.on('close', () => {
        fail(new Error('The connection was closed without an answer'));
        resolve(this.answers);
      });
      this.socket.on('data', (bytes: Buffer) => {
        try {
          this.receive(bytes);
        } catch (error) {
          fail(error);
          reject(error);
        }
        const [answer] = this.answers;
        if (answer !== undefined) first(answer);
      });
    });
    // A server that closes while it is being written to resets the connection, behind its answer.
    this.socket.on('error', () => undefined);
    // Either may be unawaited.
    this.answer.catch(() => undefined);
    this.ended.catch(() => undefined);
  }

  /** @returns whether the bytes have gone to the kernel at once */
  send(bytes: string | Uint8Array): boolean {
    const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
    for (const [, method = '', path = ''] of text.matchAll(/^([A-Z]+) (\/\S*) HTTP\/1\.1\r$/gm)) {
      this.sent.push({ method, path });
    }
    return this.socket.write(bytes);
  }

  private receive(bytes: Buffer): void {
    this.received = this.received.length === 0 ? bytes : Buffer.concat([this.received, bytes]);
    for (;;) {
      const request = this.sent[this.answers.length] ?? noRequest;
      const next = firstOf(this.received, request);
      if (next === undefined) return;
      this.received = this.received.subarray(next.end);
      this.answers.push(next.response);
      const { status, headers, body } = next.response;
      const text = headers['content-encoding'] === undefined ? body : undefined;
      assertDocumented({ ...request, status, headers: new Headers(headers), text });
    }
  }
}

/** Sends the bytes as they are, and reads one response. */
export async function sendRaw(url: string, bytes: string | Uint8Array): Promise<RawResponse> {
  const connection = new RawConnection(url);
  connection.send(bytes);
  try {
    return await connection.answer;
  } finally {
    connection.socket.destroy();
  }
}

/** A request up to its body; a header may stand there any number of times. */
export const head = (method: string, path: string, headers: readonly string[] = []) =>
  `${[`${method} ${path} HTTP/1.1`, 'host: localhost', ...headers].join('\r\n')}\r\n\r\n`;
