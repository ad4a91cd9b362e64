/* Writes migrations/schema.sql, the schema after all migrations, and the diagram in docs/data-model.md. Needs dist/. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { schemaOf } from '../dist/migrations/schema.js';
import { ownerOptions } from '../dist/ormconfig.js';
import { migrate } from '../dist/src/platform/database/migrate.js';
import { startEmbeddedPostgres } from '../dist/src/platform/embedded-postgres/embedded-postgres.js';
import { writeDataModel } from './data-model.mjs';

const dataDirectory = await mkdtemp(join(tmpdir(), 'customers-schema-'));
const server = await startEmbeddedPostgres({ dataDirectory });
try {
  const owner = () => new DataSource(ownerOptions(server.url));
  await migrate(owner());
  const dataSource = await owner().initialize();
  const schema = await schemaOf((text, values) => dataSource.query(text, values));
  await dataSource.destroy();
  await writeFile(new URL('../migrations/schema.sql', import.meta.url), schema);
  writeDataModel();
} finally {
  await server.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}
