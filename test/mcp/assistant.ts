import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { ApiClient } from '../support/api-client.js';
import { checkedFetch } from '../support/checked-fetch.js';

export interface ToolResult {
  readonly isError: boolean;
  readonly text: string;
  /** The notes below the result. */
  readonly notes: readonly string[];
}

interface Content {
  readonly isError?: boolean;
  readonly content: readonly { readonly text: string }[];
}

export const headersOf = ({ token, businessId }: ApiClient) => ({
  authorization: `Bearer ${token}`,
  'x-business-id': businessId,
  'x-user-email': 'ada@example.com',
});

/** An assistant, by the client of the SDK's first version. */
export async function assistantOf(client: ApiClient): Promise<Client> {
  const assistant = new Client({ name: 'test', version: '1.0.0' });
  const requestInit = { headers: headersOf(client) };
  await assistant.connect(new StreamableHTTPClientTransport(new URL(`${client.url}/mcp`), { requestInit }));
  return assistant;
}

export function toolResult({ isError = false, content }: Content): ToolResult {
  const [first, ...notes] = content.map(({ text }) => text);
  return { isError, text: first ?? '', notes };
}

/** Posts the body as it is. */
export function post(
  client: ApiClient,
  body: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return checkedFetch(`${client.url}/mcp`, {
    method: 'POST',
    headers: { ...headersOf(client), 'content-type': 'application/json', ...headers },
    body,
  });
}

export const callOf = (name: string, args: unknown, id: number | string = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
});

/** A call of a tool as one message of MCP 2025-06-18, and its result. */
export async function callTool(client: ApiClient, name: string, args: unknown): Promise<ToolResult> {
  const response = await post(client, JSON.stringify(callOf(name, args)));
  const text = await response.text();
  const { result } = JSON.parse(text) as { result?: Content };
  if (result === undefined) throw new Error(text);
  return toolResult(result);
}
