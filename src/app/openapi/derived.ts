import type { Operation, Parameter, Reference, Response, Schema, Schemas } from './schemas.js';
import { echoingExample, type Fields, requestExample, resolved, responseExample } from './schemas.js';
import { strictExtension } from '../../resource/requests/request-input.js';
import { errorResponse, headerRefs, parameterRef, readHeaders, responseRef } from './shared.js';

export interface Route {
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** The parts of the document that follow from a route's declarations. */
interface Facts {
  readonly route: Route;
  readonly takesToken: boolean;
  readonly scope: string | undefined;
  readonly takesBusiness: boolean;
  /** Also where every field of the body is an error. */
  readonly readsBody: boolean;
  readonly isIdempotent: boolean;
  readonly isResource: boolean;
  readonly pathParameters: readonly Parameter[];
  readonly queryParameters: readonly Parameter[];
  readonly body: { readonly schema: Schema; readonly example: Fields } | undefined;
}

const isParameter = (parameter: Parameter | Reference): parameter is Parameter => 'name' in parameter;

const jsonOf = (content: Operation['requestBody']) => content?.content['application/json'];

function successOf({ responses }: Operation): [string, Response] {
  const success = Object.entries(responses).find(([status]) => status.startsWith('2'));
  if (success === undefined || '$ref' in success[1])
    throw new Error('A route says no success: @Answers does');
  return [success[0], success[1]];
}

function factsOf(route: Route, businessHeader: string, schemas: Schemas): Facts {
  const { operation, method } = route;
  const parameters = (operation.parameters ?? []).filter(isParameter);
  const requirement = operation.security?.[0] ?? {};
  const schema = jsonOf(operation.requestBody)?.schema;
  const takesBusiness = businessHeader in requirement;
  return {
    route,
    takesToken: 'bearer' in requirement,
    scope: requirement['bearer']?.[0],
    takesBusiness,
    readsBody: operation.requestBody !== undefined || operation[strictExtension] === true,
    isIdempotent: method === 'post' && takesBusiness,
    isResource: successOf(operation)[1].headers?.['ETag'] !== undefined,
    pathParameters: parameters.filter((parameter) => parameter.in === 'path'),
    queryParameters: parameters.filter((parameter) => parameter.in === 'query'),
    body:
      schema === undefined
        ? undefined
        : { schema: resolved(schema, schemas), example: requestExample(schema, schemas) },
  };
}

/** Completes an operation with all that follows from what its route takes and answers with. */
export function complete(route: Route, businessHeader: string, schemas: Schemas): void {
  const { operation, path, method } = route;
  const facts = factsOf(route, businessHeader, schemas);
  const takesIfMatch = operation.parameters?.some((each) => isParameter(each) && each.name === 'If-Match');
  operation.operationId += `${path.replaceAll(/[/{}-]/g, '_')}_${method}`;
  if (facts.scope !== undefined) operation['x-required-scope'] = facts.scope;
  // An empty list declares that the route requires no token.
  operation.security ??= [];
  operation.parameters = [
    ...facts.pathParameters,
    ...facts.queryParameters,
    ...(takesIfMatch === true ? [parameterRef('IfMatch')] : []),
    ...(facts.isResource && method === 'get' ? [parameterRef('IfNoneMatch')] : []),
    ...(facts.isIdempotent ? [parameterRef('IdempotencyKey')] : []),
    parameterRef('UserEmail'),
    parameterRef('Prefer'),
    parameterRef('RequestId'),
  ];
  completeExamples(facts, schemas);
  if (operation[strictExtension] === true) sayThatItIsStrict(facts);
  operation.responses = { ...successResponse(facts), ...failuresOf(facts, takesIfMatch === true) };
}

function completeExamples({ route: { operation }, body }: Facts, schemas: Schemas): void {
  const request = jsonOf(operation.requestBody);
  if (request !== undefined && body !== undefined) request.example = body.example;
  const [status, success] = successOf(operation);
  for (const media of Object.values(success.content ?? {})) {
    if (media.schema === undefined || media.schema.type === 'string') continue;
    const example = responseExample(media.schema, schemas);
    media.example = body === undefined ? example : echoingExample(example, body.example, status === '201');
  }
}

/** Says so of the body, or, where the route takes none, in the text alone. */
function sayThatItIsStrict({ route: { operation }, body }: Facts): void {
  delete operation[strictExtension];
  operation.description = `${operation.description ?? ''} Unknown fields are a 422.`;
  if (body !== undefined) body.schema.additionalProperties = false;
}

function successResponse({ route: { operation, method }, ...facts }: Facts): Operation['responses'] {
  const [status, success] = successOf(operation);
  success.headers = {
    ...headerRefs('x-request-id', ...readHeaders(facts.takesToken)),
    ...success.headers,
    ...(facts.isIdempotent ? headerRefs('Idempotency-Replayed') : {}),
  };
  const created = operation.responses['201'];
  if (created !== undefined && !('$ref' in created) && created !== success) {
    created.headers = { ...success.headers, ...created.headers };
  }
  return {
    [status]: success,
    ...(created === undefined || created === success ? {} : { 201: created }),
    ...(facts.isResource && method === 'get' ? { 304: responseRef('NotModified') } : {}),
  };
}

const descriptions = {
  400: 'Bad Request - Invalid input',
  403: 'Forbidden - Insufficient permissions',
  404: 'Not Found',
  409: 'Conflict - Duplicate or state conflict',
} as const;

/** The sentences that the route itself has declared for a status. */
function declared({ responses }: Operation, status: number): string[] {
  const response = responses[status];
  if (response === undefined || '$ref' in response) return [];
  const examples = Object.values(response.content?.['application/json']?.examples ?? {});
  return examples.map(({ summary }) => summary);
}

/** `Customer UUID.` names the resource that a path parameter is the id of. */
const resourceOf = ({ description = '' }: Parameter) => description.replace(/ (?:UUID|external id)\b.*$/, '');

function failuresOf(facts: Facts, takesIfMatch: boolean): Operation['responses'] {
  const { route, takesToken, takesBusiness, readsBody, isIdempotent } = facts;
  const sentences = {
    400: takesBusiness ? ['x-business-id header is required', 'x-business-id must be a UUID'] : [],
    403: takesToken ? ['Not enough permissions'] : [],
    // A PUT that creates what is not there has no 404.
    404: (route.method === 'put' && '201' in route.operation.responses ? [] : facts.pathParameters).map(
      (parameter) => `${resourceOf(parameter)} not found`,
    ),
    409: isIdempotent ? ['A request with this Idempotency-Key is still running'] : [],
  };
  const failures: Operation['responses'] = {};
  for (const status of [400, 403, 404, 409] as const) {
    const own = declared(route.operation, status);
    const all = [...sentences[status], ...own];
    if (status === 403 && own.length === 0 && takesToken) failures[status] = responseRef('Forbidden');
    else if (all.length > 0) {
      failures[status] = errorResponse(descriptions[status], [...new Set(all)], readHeaders(takesToken));
    }
  }
  if (takesToken) failures['401'] = responseRef('Unauthorized');
  failures['405'] = responseRef('MethodNotAllowed');
  if (takesIfMatch) failures['412'] = responseRef('PreconditionFailed');
  if (readsBody) {
    failures['413'] = responseRef('ContentTooLarge');
    failures['415'] = responseRef('UnsupportedMediaType');
  }
  failures['422'] = validationFailure(facts);
  if (takesToken) failures['429'] = responseRef('TooManyRequests');
  failures['4XX'] = responseRef('NotRead');
  failures['500'] = responseRef('InternalServerError');
  failures['503'] = responseRef('ServiceUnavailable');
  return failures;
}

interface Mistake {
  readonly summary: string;
  readonly value: { readonly detail: readonly object[] };
}

const mistake = (summary: string, error: object): Mistake => ({ summary, value: { detail: [error] } });

function missingField({ body }: Facts): Mistake | undefined {
  const name = body?.schema.required?.at(-1);
  if (body === undefined || name === undefined) return undefined;
  const { [name]: _, ...input } = body.example;
  return mistake('A required field is missing', {
    type: 'missing',
    loc: ['body', name],
    msg: 'Field required',
    input,
  });
}

function malformedId({ pathParameters: [parameter] }: Facts): Mistake | undefined {
  if (parameter?.schema?.format !== 'uuid') return undefined;
  const error = 'invalid length: expected length 32 for simple format, found 3';
  return mistake('An id is no UUID', {
    type: 'uuid_parsing',
    loc: ['path', parameter.name],
    msg: `Input should be a valid UUID, ${error}`,
    input: '123',
    ctx: { error },
  });
}

function badLimit({ queryParameters }: Facts): Mistake | undefined {
  if (!queryParameters.some(({ name, schema }) => name === 'limit' && schema?.minimum === 1))
    return undefined;
  return mistake('A number is out of its bounds', {
    type: 'greater_than_equal',
    loc: ['query', 'limit'],
    msg: 'Input should be greater than or equal to 1',
    input: '0',
    ctx: { ge: 1 },
  });
}

function reusedKey({ isIdempotent }: Facts): Mistake | undefined {
  if (!isIdempotent) return undefined;
  const error = 'the key was used with another body before';
  return mistake('The idempotency key was used for another request', {
    type: 'value_error',
    loc: ['header', 'idempotency-key'],
    msg: `Value error, ${error}`,
    input: 'order-4711',
    ctx: { error },
  });
}

/** Every route reads `x-user-email`. */
function badAddress(): Mistake {
  const reason = 'An email address must have an @-sign.';
  return mistake('x-user-email is not an email address', {
    type: 'value_error',
    loc: ['header', 'x-user-email'],
    msg: `value is not a valid email address: ${reason}`,
    input: 'ada',
    ctx: { reason },
  });
}

/** A true 422 of this very route: the first of these that its parameters and its body allow. */
function validationFailure(facts: Facts): Response {
  const { route, isIdempotent, takesToken } = facts;
  const takesBody = route.operation.requestBody !== undefined;
  const first = missingField(facts) ?? malformedId(facts) ?? badLimit(facts) ?? badAddress();
  const second = takesBody && isIdempotent ? reusedKey(facts) : undefined;
  return {
    description: 'Validation Error',
    headers: headerRefs('x-request-id', ...readHeaders(takesToken)),
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/HTTPValidationError' },
        ...(second === undefined
          ? { example: first.value }
          : { examples: { invalid_field: first, reused_idempotency_key: second } }),
      },
    },
  };
}
