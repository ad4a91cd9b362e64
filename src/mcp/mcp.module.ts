import { Module } from '@nestjs/common';
import { ApiCalls } from './api-calls.js';
import { McpController } from './mcp.controller.js';
import { McpService } from './mcp.service.js';

@Module({ controllers: [McpController], providers: [McpService, ApiCalls] })
export class McpModule {}
