import { hash } from 'node:crypto';

/** A POST that may be sent again: the same key, business and route are the same request. */
export interface IdempotencyKey {
  readonly key: string;
  readonly route: string;
  /** SHA-256 of the request's fields. */
  readonly fingerprint: Buffer;
}

/** @param request as its fields were read: white space and the order of the fields make no difference */
export const idempotencyKey = (key: string, route: string, request: unknown): IdempotencyKey => ({
  key,
  route,
  fingerprint: hash('sha256', JSON.stringify(request) ?? '', 'buffer'),
});

const replayed = Symbol('an answer that was given before');

/** Marks an answer as one that was given before, to the same request. */
export const asReplayed = <T extends object>(response: T): T => Object.assign(response, { [replayed]: true });

export const isReplayed = (response: object): boolean => replayed in response;
