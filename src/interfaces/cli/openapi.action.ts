import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { pino } from 'pino';
import { serviceOptions } from '../../../ormconfig.js';
import { assemble } from '../../app/create-app.js';
import { Database } from '../../platform/database/database.js';
import { readEnvironment } from '../../platform/config/environment.js';
import { buildDocument } from '../../app/openapi/openapi.js';
import type { CliContext } from './cli-context.js';
import type { OpenApiOptions } from './openapi.command.js';

export async function writeDocument({ out }: CliContext, { output }: OpenApiOptions): Promise<void> {
  // The application is neither connected nor started: its routes describe themselves.
  const database = new Database(serviceOptions({ url: '' }));
  const app = await assemble(readEnvironment({}), database, pino({ enabled: false }));
  await writeFile(output, `${JSON.stringify(buildDocument(app), null, 2)}\n`);
  out(`Wrote ${output}.\n`);
}
