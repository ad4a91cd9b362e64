import type { FastifyInstance, FastifyReply } from 'fastify';
import { errorBody, unavailable } from './errors.js';

const mebibyte = 1_048_576;

/** An answer of fewer bytes is not counted: the bound of the number of requests bounds these as well. */
const minCounted = 65_536;
/** Bytes of answers that the clients of one business have not read yet, in this process. */
const maxPerBusiness = 64 * mebibyte;
const maxInAll = 192 * mebibyte;

const bufferIsFull = unavailable(
  'Too many response bytes are waiting to be read; read pending responses, then retry',
);

/**
 * Answers that are held in memory until their clients have read them, by the business, or else the token, that asked.
 */
export class ResponseBufferBudget {
  private readonly bytesOf = new Map<string, number>();
  private bytesOfAll = 0;

  hasCapacity(owner: string, bytes: number): boolean {
    return (this.bytesOf.get(owner) ?? 0) + bytes <= maxPerBusiness && this.bytesOfAll + bytes <= maxInAll;
  }

  /** Refuses an answer that is much work to make, and would not be sent. @throws 503 */
  assertCapacity(owner: string, bytes: number): void {
    if (!this.hasCapacity(owner, bytes)) throw bufferIsFull;
  }

  add(owner: string, bytes: number): void {
    this.bytesOfAll += bytes;
    this.bytesOf.set(owner, (this.bytesOf.get(owner) ?? 0) + bytes);
  }

  remove(owner: string, bytes: number): void {
    this.bytesOfAll -= bytes;
    const left = (this.bytesOf.get(owner) ?? 0) - bytes;
    if (left === 0) this.bytesOf.delete(owner);
    else this.bytesOf.set(owner, left);
  }
}

/** A client may ask for more than it reads. An answer beyond the bounds is not sent: it becomes a 503. */
export function boundResponseBuffers(server: FastifyInstance, budget: ResponseBufferBudget): void {
  server.addHook('onSend', ({ businessId, principal, lifecycle }, reply, payload: unknown, done) => {
    const bytes = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0;
    if (bytes < minCounted || lifecycle === null) {
      done(null, payload);
      return;
    }
    const owner = businessId ?? principal?.tokenId ?? '';
    if (!budget.hasCapacity(owner, bytes)) {
      done(null, refuse(reply));
      return;
    }
    budget.add(owner, bytes);
    lifecycle.onEnd(() => budget.remove(owner, bytes));
    done(null, payload);
  });
}

function refuse(reply: FastifyReply): string {
  void reply
    .code(bufferIsFull.getStatus())
    .headers(bufferIsFull.headers)
    .type('application/json; charset=utf-8')
    .removeHeader('location')
    .removeHeader('etag');
  return errorBody(bufferIsFull.detail);
}
