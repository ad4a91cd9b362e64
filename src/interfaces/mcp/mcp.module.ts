import { type DynamicModule, Module } from '@nestjs/common';
import { McpController } from './mcp.controller.js';
import { allowedOrigins, McpService } from './mcp.service.js';

export interface McpOptions {
  /** The origins of browsers that may call. */
  readonly corsOrigins: readonly string[];
}

@Module({})
export class McpModule {
  static with({ corsOrigins }: McpOptions): DynamicModule {
    return {
      module: McpModule,
      controllers: [McpController],
      providers: [McpService, { provide: allowedOrigins, useValue: corsOrigins }],
    };
  }
}
