import { randomUUID } from 'node:crypto';
import { METHODS } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { badRequest, noSuchRoute, sendError, toApiError, unavailable } from './errors.js';
import { bodyOf } from '../database/wire/json.js';
import { limitConnections } from './connection-limit.js';
import { isInProcess } from './in-process.js';
import { followRequests, type Pipelines } from './request-lifecycle.js';
import { describeResources } from './resource.js';
import { decodablePath, parseQuery } from './raw-query.js';
import { setSecurityHeaders } from './security-headers.js';

export interface HttpServerOptions {
  readonly logger: Logger;
  /** Whose X-Forwarded-* headers to trust: none, all, or those of these addresses. */
  readonly trustProxy: boolean | string;
  readonly timeouts: Timeouts;
  /** Connections that are open at once. */
  readonly connectionsAtOnce: number;
}

/** Time limits for what a connection sends; in seconds. */
interface Timeouts {
  readonly headersSeconds: number;
  readonly requestSeconds: number;
  readonly keepAliveSeconds: number;
  /** Over which nothing has gone, while there was something to send. */
  readonly stallSeconds: number;
}

/** What Node.js's parser found, as a status and a sentence. */
const clientErrors: Readonly<Record<string, readonly [status: string, detail: string]>> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'Request Header Fields Too Large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['413 Content Too Large', 'The chunk extensions are too large'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'Request Timeout'],
  HPE_INVALID_METHOD: ['400 Bad Request', 'The method is not one of HTTP'],
  HPE_INVALID_URL: ['400 Bad Request', 'The request target is not valid'],
  HPE_INVALID_VERSION: ['400 Bad Request', 'The HTTP version is not valid'],
  HPE_INVALID_CONSTANT: ['400 Bad Request', 'The request line is not valid'],
  HPE_INVALID_HEADER_TOKEN: ['400 Bad Request', 'A header has an invalid character'],
  HPE_UNEXPECTED_SPACE: ['400 Bad Request', 'A header has a space where none belongs'],
  HPE_CR_EXPECTED: ['400 Bad Request', 'A line does not end with CR LF'],
  HPE_LF_EXPECTED: ['400 Bad Request', 'A line does not end with CR LF'],
  HPE_INVALID_CONTENT_LENGTH: ['400 Bad Request', 'Content-Length is not valid'],
  HPE_UNEXPECTED_CONTENT_LENGTH: [
    '400 Bad Request',
    'Content-Length is sent twice, or with Transfer-Encoding',
  ],
  HPE_INVALID_TRANSFER_ENCODING: ['400 Bad Request', 'Transfer-Encoding is not valid'],
  HPE_INVALID_CHUNK_SIZE: ['400 Bad Request', 'A chunk of the body has an invalid size'],
  HPE_STRICT: ['400 Bad Request', 'A chunk of the body has an invalid end'],
  HPE_INVALID_EOF_STATE: ['400 Bad Request', 'The request is incomplete'],
};

const badClientRequest = ['400 Bad Request', 'Bad Request'] as const;

const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;

const requestIdOf = (header: string | string[] | undefined) =>
  typeof header === 'string' && requestIdPattern.test(header) ? header : randomUUID();

/** Rejects the JSON Schema of a route, because the DTOs have the rules. Fastify would load a compiler before any schema. */
const rejectSchema = () => () => {
  throw new Error('A route of this server has no JSON Schema of Fastify');
};
const noCompilers = { buildValidator: rejectSchema, buildSerializer: rejectSchema };

/** Whether the process is stopping: it finishes accepted requests and refuses new ones. */
export class Drain {
  isDraining = false;
}

/** The HTTP layer below Nest: the rules for every response, including those that reach no route. */
export function createHttpServer(
  { logger, trustProxy, timeouts, connectionsAtOnce }: HttpServerOptions,
  drain: Drain,
): FastifyInstance {
  const server = fastify({
    logger: false,
    schemaController: { compilersFactory: noCompilers },
    trustProxy,
    genReqId: ({ headers }) => requestIdOf(headers['x-request-id']),
    requestTimeout: timeouts.requestSeconds * 1000,
    keepAliveTimeout: timeouts.keepAliveSeconds * 1000,
    connectionTimeout: timeouts.stallSeconds * 1000,
    http: {
      headersTimeout: timeouts.headersSeconds * 1000,
      // How often the two timeouts above it are looked at: Node.js says every 30 seconds.
      connectionsCheckingInterval: Math.min(1_000, (timeouts.headersSeconds * 1000) / 2),
      // A second Authorization header makes the first invalid, where Node.js would ignore it.
      joinDuplicateHeaders: true,
      // Node itself would answer such a request without a body; the hook below does it in the contract's words.
      requireHostHeader: false,
    },
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: {
      maxParamLength: 8_192,
      ignoreTrailingSlash: true,
      querystringParser: (text) => parseQuery(text) as unknown as Record<string, unknown>,
    },
    rewriteUrl: ({ url = '/' }) => decodablePath(url),
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(request, reply);
      // A path that cannot be decoded belongs to no route.
      void reply.header('x-request-id', request.id);
      sendError(reply, error.code === 'FST_ERR_BAD_URL' ? noSuchRoute() : toApiError(error, request.id));
    },
    clientErrorHandler: (error, socket) => refuse(error, socket),
  });
  // Node would send a 417 without a body; RFC 9110 lets a server ignore unknown expectations.
  server.server.on('checkExpectation', (request, response) => {
    server.server.emit('request', request, response);
  });
  // Bodies are read by RequestGuard, after everything that has to be checked first: nothing here touches them.
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', ...(METHODS.includes('QUERY') ? ['QUERY'] : [])]) {
    server.addHttpMethod(method, { hasBody: false, overrideExisting: true });
  }
  const pipelines = followRequests(server);
  const refuse = refusalOfWhatIsNoRequest(pipelines, logger);
  server.addHook('onRequest', (request, reply, done) => {
    setSecurityHeaders(request, reply);
    void reply.header('x-request-id', request.id);
    done();
  });
  limitConnections(server, connectionsAtOnce, logger);
  logRequests(server, logger);
  server.decorateRequest('principal', null);
  server.decorateRequest('businessId', null);
  server.decorateRequest('userEmail', null);
  server.decorateRequest('rateLimit', null);
  server.decorateRequest('idempotencyKey', null);
  server.decorateRequest('sentBody', undefined);
  server.addHook('onRequest', (request, reply, done) => {
    const isExempt = request.routeOptions.url?.startsWith('/health/') === true || isInProcess(request.raw);
    if (drain.isDraining && !isExempt) {
      sendError(reply, unavailable('The service is shutting down, please try again'));
      return;
    }
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      sendError(reply, badRequest('Host header is required'));
      return;
    }
    done();
  });
  // Also of a request that was accepted before: its connection, kept alive, would hold the process.
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (drain.isDraining) void reply.header('connection', 'close');
    done(null, payload);
  });
  // Fastify would read a stream to its end only to throw it away, and a stream of events has no end.
  server.addHook('onSend', ({ method }, _reply, payload, done) => {
    if (method !== 'HEAD' || !(payload instanceof Readable)) return done(null, payload);
    payload.on('error', () => undefined).destroy();
    done(null, Readable.from([]));
  });
  // Fastify takes bytes as well, which its types leave out.
  server.setReplySerializer((payload) => bodyOf(payload) as string);
  describeResources(server);
  return server;
}

/** Responds to invalid HTTP, after the responses to earlier requests, logs it, and closes the connection. */
function refusalOfWhatIsNoRequest(pipelines: Pipelines, logger: Logger) {
  const refused = new WeakSet<Socket>();
  return (error: Error & { readonly code?: string }, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable || refused.has(socket)) return;
    refused.add(socket);
    pipelines.of(socket).onResponded(() => {
      const [status, detail] = clientErrors[error.code ?? ''] ?? badClientRequest;
      const requestId = randomUUID();
      const body = JSON.stringify({ detail });
      socket.end(
        `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\n` +
          `x-request-id: ${requestId}\r\nconnection: close\r\n\r\n${body}`,
      );
      logger.info(
        { request_id: requestId, status: Number.parseInt(status, 10), reason: detail },
        'no request',
      );
    });
  };
}

/** One line for each request: who, what, how it ended; never a body, a query or a secret. */
function logRequests(server: FastifyInstance, logger: Logger): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { lifecycle } = request;
    lifecycle?.onEnd(() => {
      const { principal, businessId, userEmail, method, routeOptions } = request;
      logger.info(
        {
          request_id: request.id,
          business_id: businessId,
          token_id: principal?.tokenId ?? null,
          user_email: userEmail,
          method,
          route: routeOptions.url ?? null,
          status: reply.statusCode,
          duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
          // The client got no response, but the request may have been carried out.
          ...(lifecycle.isCutOff ? { cut_off: true } : {}),
        },
        'request',
      );
    });
    done();
  });
}
