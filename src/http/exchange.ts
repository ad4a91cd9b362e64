import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null of what is answered before any hook has run. */
    exchange: Exchange | null;
  }
}

/** So many requests of one connection are under way at once; what it sends beyond them waits, unread at last. */
const mostOfOneConnection = 16;

/** A request and its answer. */
export class Exchange {
  private readonly listeners: (() => void)[] = [];
  private isAnswered = false;
  private isClosed = false;
  private hasEnded = false;

  /** Calls the listener once there is an answer, and it has been sent or cannot be sent any more. */
  onEnd(listener: () => void): void {
    if (this.hasEnded) listener();
    else this.listeners.push(listener);
  }

  /** Whether the other end had gone before it had its answer. */
  isCutOff = false;

  /** Whether the answer is yet to come. */
  get isPending(): boolean {
    return !this.isAnswered;
  }

  answer(): void {
    this.isAnswered = true;
    if (this.isClosed) this.end();
  }

  /** @param reply what takes itself the answer into its own hands answers until it is closed */
  close(reply: FastifyReply): void {
    this.isClosed = true;
    this.isCutOff = !reply.raw.writableFinished;
    if (this.isAnswered || reply.sent) this.end();
  }

  private end(): void {
    this.hasEnded = true;
    for (const listener of this.listeners.splice(0)) listener();
  }
}

/** The exchanges of one connection. */
class Pipeline {
  private readonly underWay = new Map<Exchange, FastifyReply>();
  private readonly waiting: (() => void)[] = [];
  private isPaused = false;

  constructor(private readonly socket: Socket) {
    // Of several answers that wait to be sent, Node.js tells the first one only that the connection has gone.
    socket.once('close', () => {
      this.waiting.length = 0;
      for (const [exchange, reply] of this.underWay) exchange.close(reply);
    });
  }

  /** Whether an answer is yet to come. */
  get isPending(): boolean {
    return [...this.underWay.keys()].some((exchange) => exchange.isPending);
  }

  enter(exchange: Exchange, reply: FastifyReply, begin: () => void): void {
    if (this.underWay.size >= mostOfOneConnection) {
      this.waiting.push(() => this.enter(exchange, reply, begin));
      // To read the body of a request, Node.js reads on: then this happens once more.
      this.isPaused = true;
      this.socket.pause();
      return;
    }
    this.underWay.set(exchange, reply);
    reply.raw.once('close', () => {
      if (!this.underWay.delete(exchange)) return;
      exchange.close(reply);
      this.waiting.shift()?.();
      if (this.isPaused && this.waiting.length === 0) this.resume();
    });
    begin();
  }

  private resume(): void {
    this.isPaused = false;
    this.socket.resume();
  }
}

/** Follows each request to its end, and lets those of one connection wait for each other. */
export function followExchanges(server: FastifyInstance): void {
  const pipelines = new WeakMap<Socket, Pipeline>();
  server.decorateRequest('exchange', null);
  // Node.js tells of a connection over which nothing has gone for a while, in either direction.
  server.server.on('timeout', (socket: Socket) => {
    const waitsForService = socket.writableLength === 0 && pipelines.get(socket)?.isPending === true;
    if (!waitsForService) socket.destroy();
  });
  server.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    let pipeline = pipelines.get(socket);
    if (pipeline === undefined) {
      pipeline = new Pipeline(socket);
      pipelines.set(socket, pipeline);
    }
    const exchange = new Exchange();
    request.exchange = exchange;
    pipeline.enter(exchange, reply, done);
  });
  server.addHook('onSend', ({ exchange }, _reply, payload, done) => {
    exchange?.answer();
    done(null, payload);
  });
}
