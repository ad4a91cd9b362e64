import type { Parameter, Response } from './schemas.js';

const header = (description: string, schema: object, required = false) => ({ description, required, schema });

const text = { type: 'string' };
const seconds = { type: 'integer', minimum: 1 };

/** How a request id looks; any other is replaced by one of the service's own. */
export const requestIdPattern = '^[A-Za-z0-9._-]{1,128}$';

/** The headers of responses. */
export const headers = {
  'x-request-id': header('The id of the request, as logged.', { ...text, pattern: requestIdPattern }, true),
  ETag: header(
    'The version of the resource, for `If-Match` and `If-None-Match`.',
    { ...text, pattern: '^"[^"]+"$' },
    true,
  ),
  Location: header('URL of the new resource.', { ...text, format: 'uri-reference' }, true),
  'Content-Location': header('URL of the resource in the response, where it is not that of the request.', {
    ...text,
    format: 'uri-reference',
  }),
  Allow: header('The methods that the path supports.', text, true),
  'WWW-Authenticate': header('How to authenticate.', { ...text, const: 'Bearer' }, true),
  'Retry-After': header('Seconds until a retry.', seconds, true),
  'RateLimit-Limit': header('Requests per minute that the token may send.', {
    type: 'integer',
    minimum: 1,
  }),
  'RateLimit-Remaining': header('Requests left in this minute.', { type: 'integer', minimum: 0 }),
  'RateLimit-Reset': header('Seconds until the minute ends.', seconds),
  'Preference-Applied': header('Whether `Prefer: handling=strict` took effect (RFC 7240).', {
    ...text,
    const: 'handling=strict',
  }),
  'Accept-Encoding': header('The supported content coding of a body.', { ...text, const: 'identity' }),
  'Idempotency-Replayed': header('The response is a replay of the one to the first request with this key.', {
    ...text,
    const: 'true',
  }),
};

export type HeaderName = keyof typeof headers;

export const headerRefs = (...names: readonly HeaderName[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

export const rateLimitHeaders = ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'] as const;

/** The headers of every response to a request that the service has read as a whole. */
export const readHeaders = (takesToken: boolean): readonly HeaderName[] => [
  ...(takesToken ? rateLimitHeaders : []),
  'Preference-Applied',
];

const headerParameter = (name: string, description: string, schema: object): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema,
});

/** The headers of requests, but for those whose rules `RequestHeaders` declares. */
export const parameters = {
  Prefer: headerParameter(
    'Prefer',
    '`handling=strict`: unknown fields are an error. `Preference-Applied` confirms it.',
    {
      ...text,
    },
  ),
  RequestId: headerParameter('x-request-id', 'Echoed in the response and logged.', {
    ...text,
    pattern: requestIdPattern,
  }),
  IfMatch: headerParameter('If-Match', 'Changes the resource only if its ETag is one of these; `*` is any.', {
    ...text,
  }),
  IfNoneMatch: headerParameter(
    'If-None-Match',
    'Returns the resource only if its ETag is not one of these; otherwise a 304.',
    { ...text },
  ),
};

const errorSchema = { $ref: '#/components/schemas/ErrorResponse' };

/** An error that is one sentence, or one of several. */
export function errorResponse(
  description: string,
  sentences: readonly string[],
  headerNames: readonly HeaderName[],
): Response {
  const [first] = sentences;
  const examples = Object.fromEntries(
    sentences.map((detail) => [
      detail.toLowerCase().replaceAll(/\W+/g, '_'),
      { summary: detail, value: { detail } },
    ]),
  );
  return {
    description,
    headers: headerRefs('x-request-id', ...headerNames),
    content: {
      'application/json': {
        schema: errorSchema,
        ...(sentences.length > 1 ? { examples } : { example: { detail: first } }),
      },
    },
  };
}

/** The failures that are the same for every route that has them. */
export const responses = {
  NotModified: {
    description: 'Not Modified - the resource is as `If-None-Match` says',
    headers: headerRefs('x-request-id', 'ETag', ...readHeaders(true)),
  },
  Unauthorized: errorResponse(
    'Unauthorized - Authentication required',
    ['Not authenticated'],
    ['WWW-Authenticate'],
  ),
  Forbidden: errorResponse(
    'Forbidden - Insufficient permissions',
    ['Not enough permissions'],
    readHeaders(true),
  ),
  MethodNotAllowed: errorResponse(
    'Method Not Allowed - the path supports other methods only',
    ['Method Not Allowed'],
    ['Allow'],
  ),
  PreconditionFailed: errorResponse(
    'Precondition Failed - If-Match does not match',
    ['If-Match does not match: the resource has changed since it was read; nothing was changed'],
    readHeaders(true),
  ),
  ContentTooLarge: errorResponse(
    'Content Too Large',
    ['The body is larger than 1048576 bytes'],
    readHeaders(true),
  ),
  UnsupportedMediaType: errorResponse(
    'Unsupported Media Type',
    [
      'The body must be application/json in UTF-8',
      'The body has Content-Encoding: gzip, which the service does not support: send the body without compression',
    ],
    ['Accept-Encoding', ...readHeaders(true)],
  ),
  TooManyRequests: errorResponse(
    'Too Many Requests',
    [
      'Too many requests, please try again later',
      'Too many requests of this business are in flight, please try again',
    ],
    ['Retry-After', ...readHeaders(true)],
  ),
  NotRead: errorResponse(
    'The request could not be read: no well-formed HTTP (400), sent too slowly (408), a path (414) or headers (431) that are too long',
    ['The request line is not valid', 'Request Timeout', 'Request Header Fields Too Large'],
    [],
  ),
  InternalServerError: errorResponse('Internal Server Error', ['Internal Server Error'], readHeaders(true)),
  ServiceUnavailable: errorResponse(
    'Service Unavailable',
    ['The database is unavailable, please try again'],
    ['Retry-After', ...readHeaders(true)],
  ),
} satisfies Record<string, Response>;

export const responseRef = (name: keyof typeof responses) => ({ $ref: `#/components/responses/${name}` });
export const parameterRef = (name: keyof typeof parameters | 'UserEmail' | 'IdempotencyKey') => ({
  $ref: `#/components/parameters/${name}`,
});
