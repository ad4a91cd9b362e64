import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { unprocessable } from '../../platform/http/errors.js';
import type { RawQuery } from '../../platform/http/raw-query.js';
import { EmailField, StringField } from '../fields/fields.js';
import { idempotencyKey } from '../../platform/http/idempotency-key.js';
import { Issue, locate, missing, type ValidationError } from '../../pydantic/issues.js';
import type { JsonBody } from '../../platform/http/json-body.js';
import { readJsonBody } from '../../platform/http/request-body.js';
import { readersOf, type Readers, readNoField } from './request-input.js';
import { compileReader, type Reader } from '../fields/request-reader.js';
import { pathOf } from '../../platform/http/resource.js';

/** The headers that every route reads. */
export class RequestHeaders {
  @EmailField({
    description: 'The acting user, for the audit trail.',
    optional: true,
  })
  'x-user-email'?: string;

  @StringField({
    description: 'Makes a POST safe to retry: for 24 hours, the same key returns the original response.',
    optional: true,
    minLength: 1,
    maxLength: 255,
    pattern: /^[\x21-\x7e]+$/,
  })
  'idempotency-key'?: string;
}

const readHeaders = compileReader(RequestHeaders);

const notAnObject = new Issue(
  'model_attributes_type',
  'Input should be a valid dictionary or object to extract fields from',
);

type Dictionary = Readonly<Record<string, unknown>>;

const isDictionary = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The `handling` of a `Prefer` header. RFC 7240, 2: of a preference that is sent twice the first counts. */
const handling = /(?:^|,)\s*handling\s*=\s*(?:([\w!#$%&'*+.^`|~-]+)|"([^"]*)")/i;

/** `Prefer: handling=strict`: fields that the service does not know are an error. */
function isStrict(prefer: string): boolean {
  const [, token, quoted] = handling.exec(prefer) ?? [];
  return (token ?? quoted)?.toLowerCase() === 'strict';
}

/**
 * The last of the checks before the database: reads the body (413, 415, malformed JSON), then every part of the
 * request by the fields of its class, and answers with all that is wrong at once. It is a guard, not a pipe,
 * because guards are what runs in a fixed order and sees the request as a whole: see docs/adr/0002.
 */
@Injectable()
export class RequestGuard implements CanActivate {
  /** Compiled at a handler's first request. */
  private readonly readers = new Map<Function, Readers>();

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const handler = context.getHandler();
    let readers = this.readers.get(handler);
    if (readers === undefined) {
      readers = readersOf(context.getClass(), handler.name);
      this.readers.set(handler, readers);
    }
    if (readers.body === undefined && !readers.isStrict) return this.read(request, reply, readers, undefined);
    return readJsonBody(request.raw).then((body) => this.read(request, reply, readers, body));
  }

  private read(
    request: FastifyRequest,
    reply: FastifyReply,
    readers: Readers,
    body: JsonBody | undefined,
  ): true {
    const errors: ValidationError[] = [];
    const prefer = request.headers['prefer'];
    const prefersStrict = prefer !== undefined && isStrict(String(prefer));
    if (prefersStrict) void reply.header('preference-applied', 'handling=strict');
    const strict = prefersStrict || readers.isStrict;
    if (readers.path) request.params = readers.path(request.params as Dictionary, ['path'], errors);
    if (readers.query) {
      const { values, names } = request.query as RawQuery;
      request.query = readers.query(values, ['query'], errors, strict ? names : undefined);
    }
    const key = this.readHeaders(request, errors);
    if (readers.body) {
      request.inputBody = body;
      request.body = readBody(readers.body, body, errors, strict);
    } else if (body !== undefined && !body.isNull) {
      request.inputBody = body;
      readBody(readNoField, body, errors, strict);
    }
    if (errors.length > 0) throw unprocessable(errors);
    if (key !== undefined) request.idempotencyKey = idempotencyKey(key, pathOf(request), request.body);
    return true;
  }

  /** @returns the idempotency key of a POST */
  private readHeaders(request: FastifyRequest, errors: ValidationError[]): string | undefined {
    const { 'x-user-email': userEmail, 'idempotency-key': key } = request.headers;
    if (userEmail === undefined && key === undefined) return undefined;
    const headers = readHeaders(request.headers, ['header'], errors) as RequestHeaders;
    request.userEmail = headers['x-user-email'] ?? null;
    return request.method === 'POST' ? headers['idempotency-key'] : undefined;
  }
}

function readBody(
  read: Reader,
  body: JsonBody | undefined,
  errors: ValidationError[],
  strict: boolean,
): unknown {
  if (body === undefined) {
    errors.push(locate(missing, ['body'], null));
    return undefined;
  }
  // Most bodies are short and without errors, and need no more than this.
  const value = strict ? undefined : body.parseWhole(read);
  if (isDictionary(value)) {
    const wrong: ValidationError[] = [];
    const output = read(value, ['body'], wrong);
    if (wrong.length === 0) return output;
  }
  const wanted = { known: read.known, nested: read.nested, strict };
  const members = body.members(wanted);
  if (body.isNull) errors.push(locate(missing, ['body'], null));
  else if (!body.isObject) errors.push(locate(notAnObject, ['body'], body.whole));
  else {
    const wrong: ValidationError[] = [];
    const output = read(body.values(wanted), ['body'], wrong, strict ? members.keys() : undefined);
    errors.push(...body.echoedIn(wrong, wanted));
    return output;
  }
  return undefined;
}
