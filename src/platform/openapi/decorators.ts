import { applyDecorators, HttpCode, type Type } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiResponse, ApiSchema } from '@nestjs/swagger';
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

  /** The schema of any value: the decorator insists on a type, which the document takes away again. */
  @ApiProperty({ title: 'Input', required: false, type: Object })
  input: unknown;

  @ApiProperty({ title: 'Context', required: false, type: Object, additionalProperties: true })
  ctx?: Record<string, unknown>;
}

@ApiSchema({ name: 'HTTPValidationError' })
export class HttpValidationErrorBody {
  @ApiProperty({ type: [ValidationErrorBody], title: 'Detail' })
  detail: ValidationErrorBody[];
}

@ApiSchema({ name: 'ErrorResponse' })
export class ErrorBody {
  @ApiProperty({ type: 'string', description: 'The error, as a sentence.' })
  detail: string;
}

const snakeCase = (text: string) => text.toLowerCase().replaceAll(/\W+/g, '_');

/**
 * Names and describes a route. Its operationId is the summary's words, then the path and the method, which the document
 * adds: `Create customer` becomes `create_customer_api_v1_customers_post`.
 *
 * @param name the verb and noun of the operationId, where the contract has others than the summary
 */
export const Operation = (summary: string, description: string, name = snakeCase(summary)) =>
  ApiOperation({ summary, description, operationId: name });

/**
 * Documents a status that only this route knows of, with every sentence that it answers with. What follows from the
 * route's own declaration is added without: see `derived.ts`.
 */
export const Fails = (status: 400 | 403 | 404 | 409, ...sentences: readonly string[]) =>
  ApiResponse({
    status,
    type: ErrorBody,
    examples: Object.fromEntries(
      sentences.map((detail) => [snakeCase(detail), { summary: detail, value: { detail } }]),
    ),
  });

const etagHeader = { ETag: { $ref: '#/components/headers/ETag' } };
const contentLocationHeader = { 'Content-Location': { $ref: '#/components/headers/Content-Location' } };
const locationHeader = { Location: { $ref: '#/components/headers/Location' } };

/**
 * The route's success: its status and its body. A single resource carries an ETag, and a 201 its
 * Location, as does a 202; a list or a page does not. `mayBeElsewhere`: the response may hold the resource of another
 * path (`asContentOf`).
 */
export const SuccessResponse = (
  status: 200 | 201 | 202 | 204,
  type?: Type | [Type],
  { isResource = true, mayBeElsewhere = false } = {},
) => {
  const single = isResource && type !== undefined && !Array.isArray(type);
  return applyDecorators(
    HttpCode(status),
    ApiResponse({
      status,
      description: 'Successful Response',
      ...(type === undefined ? {} : { type }),
      ...(single || status === 202
        ? {
            headers: {
              ...(single ? etagHeader : {}),
              ...(status === 200 ? {} : locationHeader),
              ...(mayBeElsewhere ? contentLocationHeader : {}),
            },
          }
        : {}),
    }),
    RouteConfig({ isResource: single }),
  );
};

/** The route may also create the resource: a 201 with its Location, which `asCreated` makes. */
export const MayCreate = (type: Type) =>
  ApiResponse({
    status: 201,
    description: 'Created',
    type,
    headers: { ...etagHeader, ...locationHeader },
  });

/** A success that is not JSON: a text of these media types, sent as a file or a stream. */
export const TextResponse = (status: 200 | 201, ...mediaTypes: readonly string[]) =>
  applyDecorators(
    HttpCode(status),
    ApiResponse({
      status,
      description: 'Successful Response',
      content: Object.fromEntries(
        mediaTypes.map((mediaType) => [mediaType, { schema: { type: 'string' as const } }]),
      ),
    }),
  );
