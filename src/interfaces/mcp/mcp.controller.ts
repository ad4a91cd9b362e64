import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AnyScope } from '../../modules/tokens/require-scope.js';
import { BusinessScoped } from '../../modules/businesses/business-scoped.js';
import { McpService } from './mcp.service.js';

/**
 * The Model Context Protocol over Streamable HTTP, for assistants. It is stateless: each POST is answered by itself, so
 * that any replica answers. The OpenAPI document leaves it out, because the protocol describes itself.
 */
@ApiExcludeController()
@BusinessScoped()
@Controller('mcp')
export class McpController {
  constructor(private readonly mcp: McpService) {}

  @Post()
  @AnyScope()
  async post(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { status, contentType, text } = await this.mcp.respond(request);
    if (contentType !== null) void reply.type(contentType);
    await reply
      .code(status)
      .serializer((body: unknown) => String(body))
      .send(text);
  }
}
