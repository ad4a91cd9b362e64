import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isInProcess } from './in-process.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Null for a request that is answered before any hook has run. */
    lifecycle: RequestLifecycle | null;
  }
}

/**
 * The most requests of one connection that are in flight at once; what it sends beyond them waits, and is read later.
 */
const maxPerConnection = 16;

/** How long a connection that is kept alive has for one more request, once the process is to stop. */
const graceMs = 200;
const pollMs = 10;

/** A request and its answer. */
export class RequestLifecycle {
  private readonly listeners: (() => void)[] = [];
  private readonly closeListeners: (() => void)[] = [];
  private hasResponded = false;
  private isClosed = false;
  private hasEnded = false;

  /** Calls the listener once there is an answer, and it has been sent or cannot be sent any more. */
  onEnd(listener: () => void): void {
    if (this.hasEnded) listener();
    else this.listeners.push(listener);
  }

  /** Calls the listener once the client has its response, or has gone: also while the response is still being made. */
  onClose(listener: () => void): void {
    if (this.isClosed) listener();
    else this.closeListeners.push(listener);
  }

  /** Whether the other end had gone before it had its answer. */
  isCutOff = false;

  /** Whether the answer is yet to come. */
  get isPending(): boolean {
    return !this.hasResponded;
  }

  respond(): void {
    this.hasResponded = true;
    if (this.isClosed) this.end();
  }

  /** @param reply what takes itself the answer into its own hands answers until it is closed */
  close(reply: FastifyReply): void {
    this.isClosed = true;
    this.isCutOff = !isInProcess(reply.request.raw) && !reply.raw.writableFinished;
    for (const listener of this.closeListeners.splice(0)) listener();
    if (this.hasResponded || reply.sent) this.end();
  }

  private end(): void {
    this.hasEnded = true;
    for (const listener of this.listeners.splice(0)) listener();
  }
}

/** The exchanges of one connection. */
class Pipeline {
  private readonly inFlight = new Map<RequestLifecycle, FastifyReply>();
  private readonly waiting: (() => void)[] = [];
  private isPaused = false;
  private idleListener: (() => void) | undefined;

  constructor(private readonly socket: Socket) {
    // Of several answers that wait to be sent, Node.js tells the first one only that the connection has gone.
    socket.once('close', () => {
      this.waiting.length = 0;
      for (const [lifecycle, reply] of this.inFlight) lifecycle.close(reply);
    });
  }

  /** Whether an answer is yet to come. */
  get isPending(): boolean {
    return [...this.inFlight.keys()].some((lifecycle) => lifecycle.isPending);
  }

  get isIdle(): boolean {
    return this.inFlight.size === 0;
  }

  /** Calls the listener once all that was received is answered: at once, where it breaks off within a request. */
  onResponded(listener: () => void): void {
    const breaksOff = [...this.inFlight.values()].some(({ request }) => !request.raw.complete);
    if (this.isIdle || breaksOff) listener();
    else this.idleListener = listener;
  }

  close(): void {
    this.socket.destroy();
  }

  enter(lifecycle: RequestLifecycle, reply: FastifyReply, begin: () => void): void {
    if (this.inFlight.size >= maxPerConnection) {
      this.waiting.push(() => this.enter(lifecycle, reply, begin));
      // Node.js reads on to read the body of a request: then this happens once more.
      this.isPaused = true;
      this.socket.pause();
      return;
    }
    this.inFlight.set(lifecycle, reply);
    reply.raw.once('close', () => {
      if (!this.inFlight.delete(lifecycle)) return;
      lifecycle.close(reply);
      this.waiting.shift()?.();
      if (this.isPaused && this.waiting.length === 0) this.resume();
      if (this.isIdle) this.idleListener?.();
    });
    begin();
  }

  private resume(): void {
    this.isPaused = false;
    this.socket.resume();
  }
}

/** Those of clients that are open. */
export class Pipelines {
  private readonly open = new Map<Socket, Pipeline>();

  isPending(socket: Socket): boolean {
    return this.open.get(socket)?.isPending === true;
  }

  of(socket: Socket): Pipeline {
    let pipeline = this.open.get(socket);
    if (pipeline === undefined) {
      pipeline = new Pipeline(socket);
      this.open.set(socket, pipeline);
      socket.once('close', () => this.open.delete(socket));
    }
    return pipeline;
  }

  /**
   * Ends all connections, each after its responses. One that is kept alive has a moment to send its next request, whose
   * answer says that it is the last: a request that meets a closed connection may have been done or not.
   */
  async close(): Promise<void> {
    const start = performance.now();
    while ([...this.open.values()].some(({ isIdle }) => !isIdle) || this.isWithinGrace(start)) {
      await delay(pollMs);
    }
    for (const pipeline of this.open.values()) pipeline.close();
  }

  private isWithinGrace(start: number): boolean {
    return this.open.size > 0 && performance.now() - start < graceMs;
  }
}

/** Follows each request to its end, and lets those of one connection wait for each other. */
export function followRequests(server: FastifyInstance): Pipelines {
  const pipelines = new Pipelines();
  server.decorateRequest('exchange', null);
  server.server.on('connection', (socket) => pipelines.of(socket));
  // Node.js reports a connection over which nothing has gone for a while, in either direction.
  server.server.on('timeout', (socket: Socket) => {
    const waitsForService = socket.writableLength === 0 && pipelines.isPending(socket);
    if (!waitsForService) socket.destroy();
  });
  server.addHook('onRequest', (request, reply, done) => {
    const lifecycle = new RequestLifecycle();
    request.lifecycle = lifecycle;
    // Without a connection there is no other request to wait for.
    if (isInProcess(request.raw)) {
      reply.raw.once('close', () => lifecycle.close(reply));
      done();
      return;
    }
    pipelines.of(request.raw.socket).enter(lifecycle, reply, done);
  });
  server.addHook('onSend', ({ lifecycle }, _reply, payload, done) => {
    lifecycle?.respond();
    done(null, payload);
  });
  server.addHook('preClose', () => pipelines.close());
  return pipelines;
}
