import { resolveSecurityHeaders } from '@nestjs/core/security/security-headers.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Nothing in an answer of the API is to be loaded, run or framed. */
const apiPolicy = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] };

/** Swagger UI brings its own scripts and styles, and styles its elements in line. */
const docsPolicy = [
  "default-src 'none'",
  "base-uri 'none'",
  "connect-src 'self'",
  "font-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
].join(';');

const isDocs = (url: string) => /^\/docs(?:[/?#]|$)/.test(url);

/** helmet's headers, by Nest's resolver, with policies that fit an API and its documentation. */
const { headers: securityHeaders } = resolveSecurityHeaders({
  contentSecurityPolicy: { useDefaults: false, directives: apiPolicy },
  xFrameOptions: { action: 'deny' },
});

/** For every response of Fastify's: Nest's own hook is not reached where a path cannot be decoded. */
export function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): void {
  for (const [name, value] of securityHeaders) void reply.header(name, value);
  if (isDocs(request.url)) void reply.header('content-security-policy', docsPolicy);
}

const requestHeaders = [
  'Authorization',
  'Content-Type',
  'Idempotency-Key',
  'If-Match',
  'If-None-Match',
  'Prefer',
  'x-business-id',
  'x-request-id',
  'x-user-email',
];

/** What a client in a browser has to see, which is nothing unless it is named here. */
const responseHeaders = [
  'Content-Disposition',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'x-request-id',
];

const preflightSeconds = 600;

/** Lets browsers call from these origins, and from no other; cookies play no part. */
export function useCors(app: NestFastifyApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: requestHeaders,
    exposedHeaders: responseHeaders,
    maxAge: preflightSeconds,
  });
}
