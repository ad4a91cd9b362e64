import type { IncomingMessage } from 'node:http';

const inProcess = new WeakSet<IncomingMessage>();

/** To be called before the request is routed. */
export function markInProcess(request: IncomingMessage): void {
  inProcess.add(request);
}

/**
 * Whether the request was made by this process for a request that a client has sent, and that is still in flight. No
 * client can send one: what counts is the object, not anything in it.
 */
export const isInProcess = (request: IncomingMessage): boolean => inProcess.has(request);
