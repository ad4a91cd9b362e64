import type { NestFastifyApplication } from '@nestjs/platform-fastify';

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

/** helmet's headers, as Nest sets them on every response, with policies that fit an API and its documentation. */
export function useSecurityHeaders(app: NestFastifyApplication): void {
  app.useSecurityHeaders({
    contentSecurityPolicy: { useDefaults: false, directives: apiPolicy },
    xFrameOptions: { action: 'deny' },
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (request, reply, done) => {
      if (isDocs(request.url)) void reply.header('content-security-policy', docsPolicy);
      done();
    });
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
