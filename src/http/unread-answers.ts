import type { FastifyInstance, FastifyReply } from 'fastify';
import { errorBody, unavailable } from './errors.js';

const mebibyte = 1_048_576;

/** An answer of fewer bytes is not counted: those that are bound the number of requests bound these as well. */
const leastCounted = 65_536;
/** Bytes of answers that the clients of one business have not read yet, in this process. */
const mostOfOneBusiness = 64 * mebibyte;
const mostOfAll = 192 * mebibyte;

const tooMuchUnread = unavailable('Too much of what was asked for has not been read yet, please try again');

/**
 * What is sent is held in memory until the client has read it, and a client may ask for more than it reads. An answer
 * beyond the bounds is not sent: it becomes a 503.
 */
export function boundUnreadAnswers(server: FastifyInstance): void {
  const unread = new Map<string, number>();
  let unreadOfAll = 0;
  server.addHook('onSend', ({ businessId, exchange }, reply, payload: unknown, done) => {
    const bytes = typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0;
    if (bytes < leastCounted || exchange === null) {
      done(null, payload);
      return;
    }
    const owner = businessId ?? '';
    const ofOwner = (unread.get(owner) ?? 0) + bytes;
    if (ofOwner > mostOfOneBusiness || unreadOfAll + bytes > mostOfAll) {
      done(null, refuse(reply));
      return;
    }
    unread.set(owner, ofOwner);
    unreadOfAll += bytes;
    exchange.onEnd(() => {
      unreadOfAll -= bytes;
      const left = (unread.get(owner) ?? 0) - bytes;
      if (left === 0) unread.delete(owner);
      else unread.set(owner, left);
    });
    done(null, payload);
  });
}

function refuse(reply: FastifyReply): string {
  void reply
    .code(tooMuchUnread.getStatus())
    .headers(tooMuchUnread.headers)
    .type('application/json; charset=utf-8')
    .removeHeader('location');
  return errorBody(tooMuchUnread.detail);
}
