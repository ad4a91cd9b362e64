import type { AddressInfo } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'node:http';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { type ApiTool, headerOf } from './tools.js';

export type Arguments = Readonly<Record<string, unknown>>;

/** Headers of the assistant's own request that go on with each call. */
const forwarded = ['authorization', 'x-business-id', 'x-user-email', 'traceparent'] as const;

/** A call is answered within the time that a statement of the database may take, and some more. */
const timeoutMs = 20_000;

const anyAddress: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/**
 * Tools are the API's own routes, called over the address that this process listens at: so a call passes the very
 * guards, scopes, limits, validation and log lines that any other client's does.
 */
@Injectable()
export class ApiCalls {
  constructor(@Inject(HttpAdapterHost) private readonly adapter: HttpAdapterHost) {}

  async call(
    tool: ApiTool,
    given: Arguments,
    headers: Readonly<Record<string, unknown>>,
  ): Promise<CallToolResult> {
    const body = bodyOf(tool, given);
    const response = await fetch(this.urlOf(tool, given), {
      method: tool.method,
      headers: headersOf(tool, given, headers, body !== undefined),
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    return resultOf(response.status, await response.text());
  }

  private urlOf({ path, places }: ApiTool, given: Arguments): URL {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(textOf(given[name])));
    const url = new URL(filled, this.origin());
    for (const [name, value] of Object.entries(given)) {
      if (places.get(name) === 'query') url.searchParams.set(name, textOf(value));
    }
    return url;
  }

  private origin(): string {
    const server = this.adapter.httpAdapter.getHttpServer() as Server;
    const { address, port, family } = server.address() as AddressInfo;
    const host = anyAddress[address] ?? (family === 'IPv6' ? `[${address}]` : address);
    return `http://${host}:${port}`;
  }
}

function headersOf(
  { places }: ApiTool,
  given: Arguments,
  headers: Readonly<Record<string, unknown>>,
  hasBody: boolean,
): Headers {
  const sent = new Headers(hasBody ? { 'content-type': 'application/json' } : {});
  for (const name of forwarded) {
    const value = headers[name];
    if (typeof value === 'string') sent.set(name, value);
  }
  for (const [name, value] of Object.entries(given)) {
    if (places.get(name) === 'header') sent.set(headerOf(name), textOf(value));
  }
  return sent;
}

function bodyOf({ places }: ApiTool, given: Arguments): string | undefined {
  if (![...places.values()].includes('body')) return undefined;
  const fields = Object.entries(given).filter(([name]) => places.get(name) === 'body');
  return JSON.stringify(Object.fromEntries(fields));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

/** An error is a result too: an assistant reads what was wrong, and tries again. */
function resultOf(status: number, text: string): CallToolResult {
  if (status >= 400) return { isError: true, content: [{ type: 'text', text: `${status} ${text}` }] };
  return { content: [{ type: 'text', text: text === '' ? 'Done.' : text }] };
}
