import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readMessage } from './message.js';
import type { Protocol } from './protocol.js';
import { type ProtocolResponse, refusal } from './protocol-response.js';
import { toolChoices } from './tool-list.js';
import { type Document, toolOf } from './tools.js';

export const allowedOrigins = Symbol('CORS_ORIGINS of the MCP endpoint');

const invalidRequest = -32_600;

/** Answers the messages of assistants. The protocol's library and the tools load with the first message. */
@Injectable()
export class McpService {
  private documented: (() => Document) | undefined;
  private loading: Promise<Protocol> | undefined;

  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(allowedOrigins) private readonly origins: readonly string[],
  ) {}

  /** The tools take their arguments and descriptions from the API's own document. */
  describeBy(documented: () => Document): void {
    this.documented = documented;
  }

  async respond(request: FastifyRequest): Promise<ProtocolResponse> {
    const { origin } = request.headers;
    if (origin !== undefined && !this.origins.includes(origin)) {
      return refusal(
        403,
        invalidRequest,
        'Requests from this origin are not allowed: an operator allows it with CORS_ORIGINS',
      );
    }
    const message = await readMessage(request.raw);
    if ('refusal' in message) return message.refusal;
    const protocol = await this.protocol();
    return protocol.respond(request, message.value);
  }

  private protocol(): Promise<Protocol> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw error;
    });
    return this.loading;
  }

  private async load(): Promise<Protocol> {
    const { documented } = this;
    if (documented === undefined) throw new Error('describeBy() has to be called before the first message');
    const [{ Protocol }, { OperationCalls }] = await Promise.all([
      import('./protocol.js'),
      import('./operation-calls.js'),
    ]);
    const document = documented();
    const tools = toolChoices.map((choice) => toolOf(choice, document));
    const server = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    return new Protocol(tools, new OperationCalls(server));
  }
}
