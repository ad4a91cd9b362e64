import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { tooManyRequests } from './errors.js';
import { isInProcess } from './in-process.js';

/** Requests of one business, and of one token, that may be in flight at once in this process; 0: any number. */
export const maxRequestsInFlight = Symbol('mostRequestsAtOnce');

/** A body is held in memory as a whole: a request counts once more for each of this many bytes that it announces. */
const bytesOfOne = 65_536;
/** A longer body is refused, or is a file, which is not held. A body that announces no length counts as the longest. */
const maxBodyLength = 1_048_576;

function weightOf({ headers }: FastifyRequest): number {
  const length =
    headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : maxBodyLength;
  return 1 + Math.floor(Math.min(length, maxBodyLength) / bytesOfOne);
}

/**
 * The last check before a request costs anything: a business, or a token, that has its bound of requests in flight is
 * answered 429. A request is in flight until its answer has been sent, also if the client has disconnected.
 */
@Injectable()
export class ConcurrencyGuard implements CanActivate {
  private readonly counts = new Map<string, number>();

  constructor(@Inject(maxRequestsInFlight) private readonly max: number) {}

  canActivate(context: ExecutionContext): true {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { principal, businessId, lifecycle } = request;
    if (this.max === 0 || principal === null || lifecycle === null) return true;
    // The client's request holds the slot.
    if (isInProcess(request.raw)) return true;
    const { tokenId } = principal;
    if (this.isBusy(tokenId)) throw tooManyAtOnce('token');
    if (businessId !== null && this.isBusy(businessId)) throw tooManyAtOnce('business');
    const owners = businessId === null ? [tokenId] : [tokenId, businessId];
    const weight = weightOf(request);
    for (const owner of owners) this.counts.set(owner, this.count(owner) + weight);
    lifecycle.onEnd(() => {
      for (const owner of owners) this.leave(owner, weight);
    });
    return true;
  }

  private count(owner: string): number {
    return this.counts.get(owner) ?? 0;
  }

  private isBusy(owner: string): boolean {
    return this.count(owner) >= this.max;
  }

  private leave(owner: string, weight: number): void {
    const left = this.count(owner) - weight;
    if (left === 0) this.counts.delete(owner);
    else this.counts.set(owner, left);
  }
}

const tooManyAtOnce = (owner: 'business' | 'token') =>
  tooManyRequests(`Too many requests of this ${owner} are in flight, please try again`);
