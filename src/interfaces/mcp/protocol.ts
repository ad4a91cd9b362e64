import {
  type CallToolRequest,
  type CallToolResult,
  createMcpHandler,
  isLegacyRequest,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { FastifyRequest } from 'fastify';
import type { OperationCalls } from './operation-calls.js';
import type { ProtocolResponse } from './protocol-response.js';
import { checkArguments } from './tool-arguments.js';
import { errorResult, resultOf } from './tool-results.js';
import type { ApiTool } from './tools.js';

const serverInfo = { name: 'customers-service', title: 'Customers', version: '1.0.0' };
const instructions =
  'The customers of one business. Search before you create a customer, so that none is stored twice. Amounts are in cents. Lists return 10 items by default; use limit, cursor and fields.';

/** The list of tools changes with a release or with the token's scopes. */
const toolListTtlMs = 300_000;
/** UTF-16 units of the results of one batch; a call beyond it is not run. */
const maxBatchLength = 1_048_576;
const maxToolNameLength = 100;

/** Both eras of MCP: 2026-07-28 with its versions in each request, and the versions before it, which begin by `initialize`. */
export class Protocol {
  private readonly tools: ReadonlyMap<string, ApiTool>;

  constructor(
    tools: readonly ApiTool[],
    private readonly calls: OperationCalls,
  ) {
    this.tools = new Map(tools.map((tool) => [tool.choice.name, tool]));
  }

  async respond(request: FastifyRequest, message: unknown): Promise<ProtocolResponse> {
    // A batch of notifications only.
    if (Array.isArray(message) && message.length === 0) return { status: 202, contentType: null, text: '' };
    const turn = new Turn(this.tools, this.calls, request);
    const webRequest = webRequestOf(request);
    const response = (await isLegacyRequest(webRequest, message))
      ? await respondToLegacy(turn.server(), webRequest, message)
      : await createMcpHandler(() => turn.server(), { legacy: 'reject' }).fetch(webRequest, {
          parsedBody: message,
        });
    return {
      status: response.status,
      contentType: response.headers.get('content-type'),
      text: await response.text(),
    };
  }
}

/** Before 2026-07-28: a server and a transport for this one request, answered in JSON and not as a stream. */
async function respondToLegacy(server: Server, request: Request, parsedBody: unknown): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport);
  try {
    return await transport.handleRequest(request, { parsedBody });
  } finally {
    await server.close();
  }
}

/** The headers of the protocol. What a client accepts is left out: each response is JSON, which every client reads. */
function webRequestOf({ headers }: FastifyRequest): Request {
  const forwarded = new Headers({
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  });
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('mcp-') && typeof value === 'string') forwarded.set(name, value);
  }
  return new Request('http://localhost/mcp', { method: 'POST', headers: forwarded });
}

/** One POST of a client: its calls run one after the other, and stop when the client has gone. */
class Turn {
  private last: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  private length = 0;

  constructor(
    private readonly tools: ReadonlyMap<string, ApiTool>,
    private readonly calls: OperationCalls,
    private readonly request: FastifyRequest,
  ) {
    request.lifecycle?.onClose(() => {
      this.isClosed = true;
    });
  }

  server(): Server {
    const server = new Server(serverInfo, {
      capabilities: { tools: {} },
      instructions,
      cacheHints: {
        'tools/list': { ttlMs: toolListTtlMs, cacheScope: 'private' },
        'server/discover': { ttlMs: toolListTtlMs, cacheScope: 'private' },
      },
    });
    server.setRequestHandler('tools/list', () => ({ tools: this.permitted() }));
    server.setRequestHandler('tools/call', ({ params }) => this.inOrder(() => this.call(params)));
    return server;
  }

  private permitted() {
    const scopes = this.request.principal?.scopes;
    return [...this.tools.values()]
      .filter(({ scope }) => scopes?.has(scope) === true)
      .map(({ definition }) => definition);
  }

  private inOrder(call: () => Promise<CallToolResult>): Promise<CallToolResult> {
    const result = this.last.then(call);
    this.last = result.catch(() => undefined);
    return result;
  }

  private async call({ name, arguments: provided }: CallToolRequest['params']): Promise<CallToolResult> {
    const tool = this.tools.get(name);
    if (tool === undefined) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        `Unknown tool: ${name.slice(0, maxToolNameLength)}`,
      );
    }
    if (this.isClosed) return errorResult('The client disconnected.');
    if (this.length > maxBatchLength) {
      return errorResult('The results of this batch are too long: send this call in a separate request.');
    }
    const checked = checkArguments(tool, provided);
    if ('problem' in checked) return errorResult(checked.problem);
    const response = await this.calls.call(tool, checked.values, this.request);
    const result = resultOf(tool, checked.values, response);
    for (const block of result.content) if (block.type === 'text') this.length += block.text.length;
    return result;
  }
}
