import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { databaseIsUnavailable, isTimeout } from '../database/database-errors.js';
import { AcquireTimeoutError } from '../concurrency/keyed-semaphore.js';
import { TooLargeError } from '../database/wire/pipeline.js';
import type { ValidationError } from '../../pydantic/issues.js';
import { loggableError } from '../observability/log/loggable-error.js';
import { validationResponse } from './validation-response.js';

/** An answer other than success: `{"detail": …}` under its status, with the headers it calls for. */
export class ApiError extends HttpException {
  constructor(
    status: number,
    readonly detail: string | readonly ValidationError[],
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super({ detail }, status);
  }
}

export const badRequest = (detail: string) => new ApiError(400, detail);
export const notAuthenticated = () =>
  new ApiError(401, 'Not authenticated', { 'www-authenticate': 'Bearer' });
export const forbidden = () => new ApiError(403, 'Not enough permissions');
/** `resource` is the name the contract gives it: `Customer not found`. */
export const notFound = (resource: string) => new ApiError(404, `${resource} not found`);
export const noSuchRoute = () => new ApiError(404, 'Not Found');
export const methodNotAllowed = (allow: readonly string[]) =>
  new ApiError(405, 'Method Not Allowed', { allow: allow.join(', ') });
export const conflict = (detail: string) => new ApiError(409, detail);
export const preconditionFailed = () =>
  new ApiError(
    412,
    'If-Match does not match: the resource has changed since it was read; nothing was changed',
  );
/** How compressing proxies rewrite a strong ETag. */
export const resourceExists = () =>
  new ApiError(412, 'If-None-Match: * does not match: the resource exists already; nothing was changed');
export const resourceIsMissing = () =>
  new ApiError(412, 'If-Match does not match: there is no such resource; nothing was changed');
export const weakIfMatch = () =>
  new ApiError(
    412,
    'If-Match holds a weak ETag (W/"…"), which never matches: send the ETag without W/; a proxy that compresses may have added it. Nothing was changed',
  );
export const bodyTooLarge = (limit: number) => new ApiError(413, `The body is larger than ${limit} bytes`);
export const unsupportedMediaType = () => new ApiError(415, 'The body must be application/json in UTF-8');
/** RFC 9110, 15.5.16: the header says which codings the service takes. */
const unsupportedContentCoding = (coding: string) =>
  new ApiError(
    415,
    `The body has Content-Encoding: ${coding}, which the service does not support: send the body without compression`,
    { 'accept-encoding': 'identity' },
  );

/** @throws 415 for a body that is compressed */
export function assertNoContentCoding({ 'content-encoding': coding = '' }: IncomingHttpHeaders): void {
  const name = coding.trim();
  if (name !== '' && name.toLowerCase() !== 'identity') throw unsupportedContentCoding(name.slice(0, 64));
}

export const unprocessable = (errors: readonly ValidationError[]) => new ApiError(422, errors);
export const internalServerError = () => new ApiError(500, 'Internal Server Error');
/** `retryAfter` in seconds. */
export const tooManyRequests = (detail: string, retryAfter = 1) =>
  new ApiError(429, detail, { 'retry-after': String(retryAfter) });
/** `retryAfter` in seconds. */
export const unavailable = (detail: string, retryAfter = 1) =>
  new ApiError(503, detail, { 'retry-after': String(retryAfter) });

/** A client that tries again at once would make the database take too long once more. */
const retryAfterTimeoutSeconds = 15;

const logger = new Logger('Errors');

/** Maps an error to its response; internal causes are only logged, with the request id. */
export function toApiError(thrown: unknown, requestId: string): ApiError {
  if (thrown instanceof ApiError) return thrown;
  // One of Nest's own exceptions is the 403 of its file server, for a path outside of the documentation: there is
  // nothing.
  if (thrown instanceof HttpException && thrown.getStatus() < 500) {
    const status = thrown.getStatus();
    return status === 403 ? noSuchRoute() : new ApiError(status, STATUS_CODES[status] ?? 'Bad Request');
  }
  if (databaseIsUnavailable(thrown)) {
    logger.warn({ request_id: requestId, err: loggableError(thrown) }, 'The database is unavailable');
    return unavailable('The database is unavailable, please try again');
  }
  if (thrown instanceof TooLargeError) {
    logger.warn({ request_id: requestId, err: loggableError(thrown) }, 'A response was too large');
    return unavailable('The response is too large, please request less', retryAfterTimeoutSeconds);
  }
  if (thrown instanceof AcquireTimeoutError) {
    logger.warn(
      { request_id: requestId, err: loggableError(thrown) },
      'A wait for a shared resource timed out',
    );
    return unavailable(thrown.detail);
  }
  if (isTimeout(thrown)) {
    logger.warn({ request_id: requestId, err: loggableError(thrown) }, 'The database took too long');
    return unavailable('The database took too long, please try again', retryAfterTimeoutSeconds);
  }
  const status = clientErrorStatus(thrown);
  if (status !== undefined) return new ApiError(status, STATUS_CODES[status] ?? 'Bad Request');
  logger.error({ request_id: requestId, err: loggableError(thrown) }, 'Unhandled failure');
  return internalServerError();
}

/** The 4xx that the HTTP layer itself answers with, for instance to a header it cannot read. */
function clientErrorStatus(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('statusCode' in thrown)) return undefined;
  const { statusCode } = thrown;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}

export function sendError(reply: FastifyReply, error: ApiError): void {
  void reply
    .code(error.getStatus())
    .headers(error.headers)
    .type('application/json; charset=utf-8')
    .serializer((body: unknown) => String(body))
    .send(errorBody(error.detail));
}

export const errorBody = (detail: ApiError['detail']): string =>
  typeof detail === 'string' ? JSON.stringify({ detail }) : validationResponse(detail);

@Catch()
export class ErrorFilter implements ExceptionFilter {
  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    // Nest itself throws this one exception, and only for a request that no route takes.
    const error =
      thrown instanceof NotFoundException ? unknownRoute(request) : toApiError(thrown, request.id);
    sendError(http.getResponse<FastifyReply>(), withInputBody(error, request));
  }
}

/** The `input` of an error that is about the body as a whole, which what throws it has not seen as it was sent. */
export const inputBodyOf = Symbol('the body as it was sent');

function withInputBody(error: ApiError, { inputBody }: FastifyRequest): ApiError {
  const { detail, headers } = error;
  if (typeof detail === 'string' || !detail.some(({ input }) => input === inputBodyOf)) return error;
  const echoed = detail.map((entry) =>
    entry.input === inputBodyOf ? { ...entry, input: inputBody?.whole ?? null } : entry,
  );
  return new ApiError(error.getStatus(), echoed, headers);
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** 405 where the path exists under other methods, else 404. */
function unknownRoute({ server, url, method: used }: FastifyRequest): ApiError {
  const allowed = methods.filter((method) => server.findRoute({ method, url }) !== null);
  // The route of the documentation's files takes any path, and may have no file there.
  const isRoute = allowed.length > 0 && !allowed.some((method) => method === used);
  return isRoute ? methodNotAllowed(allowed) : noSuchRoute();
}
