import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiSchema } from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';

@ApiSchema({ name: 'ValidationError' })
export class ValidationErrorBody {
  @ApiProperty({
    type: 'array',
    items: { anyOf: [{ type: 'string' }, { type: 'integer' }] },
    title: 'Location',
  })
  loc: (string | number)[];

  @ApiProperty({ type: 'string', title: 'Message' })
  msg: string;

  @ApiProperty({ type: 'string', title: 'Error Type' })
  type: string;

  @ApiProperty({ title: 'Input', required: false, type: Object })
  input: unknown;

  @ApiProperty({ title: 'Context', required: false, type: Object })
  ctx?: Record<string, unknown>;
}

@ApiSchema({ name: 'HTTPValidationError' })
export class HttpValidationErrorBody {
  @ApiProperty({ type: [ValidationErrorBody], required: false, title: 'Detail' })
  detail: ValidationErrorBody[];
}

@ApiSchema({ name: 'Error' })
export class ErrorBody {
  @ApiProperty({ type: 'string' })
  detail: string;
}

interface Failure {
  readonly description: string;
  readonly example: string;
}

/** Every status that a route can fail with; the descriptions of the first four are the source document's. */
const failures = {
  400: { description: 'Bad Request - Invalid input', example: 'x-business-id header is required' },
  401: { description: 'Unauthorized - Authentication required', example: 'Not authenticated' },
  403: { description: 'Forbidden - Insufficient permissions', example: 'Not enough permissions' },
  404: { description: 'Not Found', example: 'Customer not found' },
  409: {
    description: 'Conflict - Duplicate or state conflict',
    example: 'A request with this Idempotency-Key is still running',
  },
  412: {
    description: 'Precondition Failed - If-Match does not match',
    example: 'The resource has changed since',
  },
  413: { description: 'Content Too Large', example: 'The body is larger than 1048576 bytes' },
  415: { description: 'Unsupported Media Type', example: 'The body has to be application/json in UTF-8' },
  429: { description: 'Too Many Requests', example: 'Too many requests, please try again later' },
  500: { description: 'Internal Server Error', example: 'Internal Server Error' },
  503: { description: 'Service Unavailable', example: 'The database is unavailable, please try again' },
} as const satisfies Record<number, Failure>;

const validationExample = {
  detail: [
    { type: 'missing', loc: ['body', 'email'], msg: 'Field required', input: { name: 'Acme Corporation' } },
  ],
};

export type FailureStatus = keyof typeof failures;

const documentFailure = (status: FailureStatus | 422) =>
  status === 422
    ? ApiResponse({
        status,
        description: 'Validation Error',
        type: HttpValidationErrorBody,
        example: validationExample,
      })
    : ApiResponse({
        status,
        description: failures[status].description,
        type: ErrorBody,
        example: { detail: failures[status].example },
      });

/** Documents statuses that a route can fail with. */
export const Fails = (...statuses: readonly (FailureStatus | 422)[]) =>
  applyDecorators(...statuses.map(documentFailure));

/**
 * The route's success: its status, and what it answers with. A single resource carries an ETag, and a 201 its
 * Location; a list or a page does not.
 */
export const Answers = (status: 200 | 201 | 204, type?: Type | [Type], { isResource = true } = {}) =>
  applyDecorators(
    HttpCode(status),
    Fails(500, 503),
    ApiResponse({ status, description: 'Successful Response', ...(type === undefined ? {} : { type }) }),
    RouteConfig({ isResource: isResource && type !== undefined && !Array.isArray(type) }),
  );
