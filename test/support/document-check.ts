import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Header {
  readonly required?: boolean;
  readonly schema: { readonly type?: string };
}

interface Response {
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}

/** A response as a client has it; `text` is undefined where the body was not read. */
export interface Received {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string | undefined;
}

/** The committed document; another test holds it against the one that is served. */
const document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly headers: Readonly<Record<string, Header>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
};

/** Other tests check the document itself. Without inlining and optimising, its schemas compile in half of the time. */
const ajv = new Ajv2020({
  strict: false,
  allErrors: false,
  validateSchema: false,
  inlineRefs: false,
  code: { optimize: false },
});
addFormats.default(ajv);
ajv.addSchema(document, 'document');

const validators = new Map<string, ValidateFunction>();

function validatorAt(...keys: readonly string[]): ValidateFunction {
  const pointer = keys
    .map((key) => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  let validator = validators.get(pointer);
  if (validator === undefined) {
    validator = ajv.compile({ $ref: `document#/${pointer}` });
    validators.set(pointer, validator);
  }
  return validator;
}

/** Paths without parameters come first: `/customers/export` is no customer. */
const routes = Object.keys(document.paths)
  .toSorted((a, b) => a.split('{').length - b.split('{').length)
  .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`) }));

/** The part of a response that its operation says of this header. */
function headerFault(name: string, value: string | null): string | undefined {
  const header = document.components.headers[name];
  if (value === null) return header?.required === true ? `has no ${name}` : undefined;
  const isInteger = header?.schema.type === 'integer';
  const validate = validatorAt('components', 'headers', name, 'schema');
  return validate(isInteger ? Number(value) : value) ? undefined : `has ${name}: ${value}`;
}

const namesOf = (response: Response) => Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());

/** Headers that the document knows, and so has to name wherever they are sent. */
const known = Object.keys(document.components.headers).map((name) => name.toLowerCase());

function faultOf(
  { status, headers, text, method }: Received,
  response: Response,
  pointer: readonly string[],
): string | undefined {
  for (const name of Object.keys(response.headers ?? {})) {
    const fault = headerFault(name, headers.get(name));
    if (fault !== undefined) return fault;
  }
  const unnamed = known.filter((name) => headers.has(name) && !namesOf(response).includes(name));
  if (unnamed.length > 0) return `has the undocumented header ${unnamed.join(', ')}`;
  if (response.content === undefined) return text ? 'has a body where none is documented' : undefined;
  const mediaType = headers.get('content-type')?.split(';')[0] ?? 'no content-type';
  if (!(mediaType in response.content)) return `is ${mediaType}, which is not documented for ${status}`;
  if (method === 'HEAD' || text === undefined || mediaType !== 'application/json') return undefined;
  const validate = validatorAt(...pointer, 'content', mediaType, 'schema');
  return validate(JSON.parse(text)) ? undefined : `is not as documented: ${ajv.errorsText(validate.errors)}`;
}

/** Requests that are refused before their route is found: the document says so of them together, under 4XX. */
const unread = [400, 408, 413, 414, 431];

/** The assistant protocol has errors of its own, and the page of Swagger UI is none of the API. */
const otherProtocols = ['/mcp'];

/** What no path of the document answers: the error of an unknown route, in the words of every error. */
function unknownRouteFault({ status, text, headers, path }: Received): string | undefined {
  if (status < 400 || otherProtocols.includes(path)) return undefined;
  if (!headers.has('x-request-id')) return 'has no x-request-id';
  return text === undefined || validatorAt('components', 'schemas', 'ErrorResponse')(JSON.parse(text || '{}'))
    ? undefined
    : 'is no error of the document';
}

/**
 * Holds a response against the document: its status, its headers, its body.
 *
 * @throws Error that says what the document does not
 */
export function assertDocumented(received: Received): void {
  const { method, path, status } = received;
  const url = new URL(path, 'http://localhost').pathname;
  const route = routes.find(({ pattern }) => pattern.test(url));
  const operations = route && document.paths[route.path];
  // What a test brings along has routes that the document does not know.
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  const at = operations?.[verb] === undefined ? Object.keys(operations ?? {})[0] : verb;
  let fault: string | undefined;
  if (route === undefined || at === undefined) fault = unknownRouteFault(received);
  else if (method === 'OPTIONS' && status === 204)
    fault = undefined; // Asked by a browser, before it sends the request.
  else if (at !== verb && status !== 405) fault = 'is no answer to a method that the path does not take';
  else {
    const responses = operations?.[at]?.responses;
    const response = responses?.[status] ?? (unread.includes(status) ? responses?.['4XX'] : undefined);
    if (response === undefined) fault = 'has an undocumented status';
    else if ('$ref' in response) {
      const name = response.$ref.split('/').at(-1) ?? '';
      const shared = document.components.responses[name];
      fault = shared && faultOf(received, shared, ['components', 'responses', name]);
    } else {
      fault = faultOf(received, response, ['paths', route.path, at, 'responses', String(status)]);
    }
  }
  if (fault !== undefined) {
    const body = received.text?.slice(0, 500) ?? '';
    throw new Error(
      `${method} ${path}: the answer ${status} ${fault}. Is openapi.json of this code? (npm run openapi) ${body}`,
    );
  }
}
