import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnyScope } from '../auth/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { McpService } from './mcp.service.js';

/**
 * The Model Context Protocol over Streamable HTTP, for assistants. It is stateless: each POST holds one message and
 * is answered by itself, so that any replica answers. It stands in no OpenAPI document, because it describes itself.
 */
@ApiExcludeController()
@BusinessScoped()
@Controller('mcp')
export class McpController {
  constructor(@Inject(McpService) private readonly mcp: McpService) {}

  @Post()
  @AnyScope()
  async message(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    await this.mcp.answer(request.raw, reply.raw);
  }
}
