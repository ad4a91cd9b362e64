import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestInProcess } from '../../platform/http/request-in-process.js';
import type { Arguments } from './tool-arguments.js';
import { type OperationResponse } from './tool-results.js';
import { type ApiTool, defaultItems, headerOf } from './tools.js';

/** Headers of the assistant's own request that go on with each call. */
const forwarded = [
  'authorization',
  'host',
  'traceparent',
  'tracestate',
  'user-agent',
  'x-business-id',
  'x-user-email',
] as const;

/**
 * Runs the operation of a tool in this process, as a request of the client that called the tool: it passes the same
 * guards, scopes, rate limits, budgets, validation and log as any other.
 */
export class OperationCalls {
  constructor(private readonly server: FastifyInstance) {}

  /** @param values the tool's arguments, which its schema has accepted */
  async call(tool: ApiTool, values: Arguments, request: FastifyRequest): Promise<OperationResponse> {
    const body = bodyOf(tool, values);
    return requestInProcess(this.server, {
      method: tool.choice.method.toUpperCase(),
      url: targetOf(tool, values),
      headers: headersOf(tool, values, request, body !== undefined),
      body,
      remoteAddress: request.ip,
    });
  }
}

/**
 * Path and query. A parameter of the path is a UUID, or cannot be `.` or `..`, which `toolOf` and the tool's schema see to;
 * encoded, it is one segment.
 */
function targetOf({ choice, locations }: ApiTool, values: Arguments): string {
  const path = choice.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(values[name])),
  );
  const query = new URLSearchParams();
  if (locations.get('limit') === 'query') query.set('limit', String(defaultItems));
  for (const [name, value] of Object.entries(values)) {
    if (locations.get(name) === 'query') query.set(name, textOf(value));
  }
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}

function headersOf(
  { locations }: ApiTool,
  values: Arguments,
  request: FastifyRequest,
  hasBody: boolean,
): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': request.id };
  if (hasBody) headers['content-type'] = 'application/json';
  for (const name of forwarded) {
    const value = request.headers[name];
    if (typeof value === 'string') headers[name] = value;
  }
  for (const [name, value] of Object.entries(values)) {
    if (locations.get(name) === 'header') headers[headerOf(name)] = textOf(value);
  }
  return headers;
}

function bodyOf({ locations }: ApiTool, values: Arguments): string | undefined {
  if (![...locations.values()].includes('body')) return undefined;
  const fields = Object.entries(values).filter(([name]) => locations.get(name) === 'body');
  return JSON.stringify(Object.fromEntries(fields));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
