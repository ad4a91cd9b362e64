import type { FastifyInstance, FastifyRequest } from 'fastify';
import { etagOf, matchesNone } from './etags.js';
import { replyDetailsOf } from './reply.js';
import { isReplayed } from './idempotency-key.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers with one resource: it carries an ETag, and a 201 a Location. */
    isResource?: boolean;
  }
}

/** The path of the route with the parameters as they were read, however the request has spelt it. */
export function pathOf({ routeOptions, params }: FastifyRequest): string {
  const values = params as Readonly<Record<string, unknown>>;
  return (routeOptions.url ?? '').replace(/:(\w+)/g, (_, name: string) => String(values[name]));
}

const isRead = ({ method }: FastifyRequest) => method === 'GET' || method === 'HEAD';

/** `Location`, `ETag` and 304 for every route that answers with a single resource. */
export function describeResources(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request, reply, payload: unknown, done) => {
    if (typeof payload === 'object' && payload !== null) {
      const { status, location, contentLocation } = replyDetailsOf(payload);
      if (status !== undefined) void reply.code(status);
      if (location !== undefined) void reply.header('location', location);
      if (contentLocation !== undefined) void reply.header('content-location', contentLocation);
    }
    if (typeof payload === 'object' && payload !== null && request.method === 'POST') {
      if (isReplayed(payload)) void reply.header('idempotency-replayed', 'true');
      if (reply.statusCode === 201 && request.routeOptions.config.isResource === true && 'id' in payload) {
        void reply.header('location', `${pathOf(request)}/${String(payload.id)}`);
      }
    }
    done(null, payload);
  });
  fastify.addHook('onSend', (request, reply, payload: unknown, done) => {
    if (
      request.routeOptions.config.isResource !== true ||
      reply.statusCode >= 300 ||
      !(typeof payload === 'string' || Buffer.isBuffer(payload))
    ) {
      done(null, payload);
      return;
    }
    // An answer that holds more than the resource says itself which ETag the resource has.
    const given = reply.getHeader('etag');
    const etag = typeof given === 'string' ? given : etagOf(payload);
    void reply.header('etag', etag);
    if (isRead(request) && !matchesNone(request.headers['if-none-match'], etag)) {
      void reply.code(304).removeHeader('content-type').removeHeader('content-length');
      done(null, '');
      return;
    }
    done(null, payload);
  });
}
