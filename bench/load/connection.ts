import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

interface Waiting {
  resolve(status: number): void;
  reject(error: Error): void;
}

interface Expected {
  readonly status: number;
  /** Of head and body, in bytes. */
  readonly size: number;
}

const headEnd = Buffer.from('\r\n\r\n');
const maxAnswerMs = 10_000;

/**
 * One connection, and one request after the other: the least that speaks HTTP to the contenders, all of whose answers
 * have a Content-Length. What a client spends on a request, the server has to wait for where they share a processor.
 */
export class Connection {
  private received: Buffer[] = [];
  private size = 0;
  /** Of the answer in flight, once its head is there. */
  private expected: Expected | undefined;
  private waiting: Waiting | undefined;

  private constructor(private readonly socket: Socket) {
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.fail(error));
    socket.on('close', () => this.fail(new Error('the connection was closed')));
    socket.setTimeout(maxAnswerMs);
    socket.on('timeout', () => {
      if (this.waiting !== undefined) socket.destroy(new Error(`no answer within ${maxAnswerMs} ms`));
    });
  }

  static async open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new Connection(socket);
  }

  /** @returns the status of the answer, when all of it is there */
  ask(request: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.waiting !== undefined) throw new Error('The connection waits for an answer');
      if (this.socket.destroyed) throw new Error('The connection was closed');
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received.push(chunk);
    this.size += chunk.length;
    this.expected ??= readHead(this.received.length === 1 ? chunk : Buffer.concat(this.received));
    if (this.expected === undefined || this.size < this.expected.size) return;
    const { status, size } = this.expected;
    const { waiting } = this;
    if (waiting === undefined || this.size > size) {
      this.socket.destroy(new Error(`An answer of ${status} that was not asked for, or is too long`));
      return;
    }
    this.received = [];
    this.size = 0;
    this.expected = undefined;
    this.waiting = undefined;
    waiting.resolve(status);
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}

/** Undefined while the head is not there as a whole. */
function readHead(bytes: Buffer): Expected | undefined {
  const end = bytes.indexOf(headEnd);
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  // With a body but without its length it is longer than this, which ends the round.
  return { status: Number(head.slice(9, 12)), size: end + headEnd.length + Number(length ?? 0) };
}
