import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';

export interface OpenApiOptions {
  readonly output: string;
}

export function addOpenApiCommand(program: Command, context: CliContext): void {
  program
    .command('openapi')
    .description('Write the OpenAPI document; needs no database')
    .option('--output <file>', 'where to', 'openapi.json')
    .action(async (options: OpenApiOptions) => {
      const { writeDocument } = await import('./openapi.action.js');
      await writeDocument(context, options);
    });
}
