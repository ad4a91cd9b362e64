import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { ApiCalls } from './api-calls.js';
import { toolChoices } from './tool-list.js';
import { type ApiTool, type Document, toolOf } from './tools.js';

/** Answers the messages of assistants: which tools there are, and what calling one comes to. */
@Injectable()
export class McpService {
  private tools: ReadonlyMap<string, ApiTool> = new Map();

  constructor(@Inject(ApiCalls) private readonly calls: ApiCalls) {}

  /** Makes the tools from the API's own document: their arguments and words are those of its operations. */
  describe(document: Document): void {
    this.tools = new Map(toolChoices.map((choice) => [choice.name, toolOf(choice, document)]));
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const server = this.serverFor(request);
    // Without a session there is nothing to keep between two requests.
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    response.on('close', () => void server.close());
    await server.connect(transport);
    await transport.handleRequest(request, response);
  }

  private serverFor({ headers }: IncomingMessage): Server {
    const server = new Server(
      { name: 'customers-service', version: '1.0.0' },
      {
        capabilities: { tools: {} },
        instructions:
          'The customers of one business. Search before you create, so that nobody is stored twice. Amounts are in cents.',
      },
    );
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [...this.tools.values()].map(({ definition }) => definition),
    }));
    server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
      const tool = this.tools.get(params.name);
      if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}`);
      return this.calls.call(tool, params.arguments ?? {}, headers);
    });
    return server;
  }
}
