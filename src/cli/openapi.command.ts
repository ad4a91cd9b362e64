import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { pino } from 'pino';
import { DataSource } from 'typeorm';
import { databaseOptions } from '../../ormconfig.js';
import { assemble } from '../create-app.js';
import { readEnvironment } from '../environment.js';
import { buildDocument } from '../http/openapi.js';

export function addOpenApiCommand(program: Command): void {
  program
    .command('openapi')
    .description('Write the OpenAPI document; needs no database')
    .option('--output <file>', 'where to', 'openapi.json')
    .action(async ({ output }: { output: string }) => {
      // Neither connected nor started: the routes describe themselves.
      const dataSource = new DataSource(databaseOptions({ url: '', role: null }));
      const app = await assemble(readEnvironment({}), dataSource, pino({ enabled: false }));
      await writeFile(output, `${JSON.stringify(buildDocument(app), null, 2)}\n`);
      process.stdout.write(`Wrote ${output}.\n`);
    });
}
