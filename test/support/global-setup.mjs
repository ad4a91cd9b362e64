import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { databaseOptions } from '../../dist/ormconfig.js';
import { startEmbeddedPostgres } from '../../dist/src/database/embedded-postgres.js';
import { migrate } from '../../dist/src/database/migrate.js';

/**
 * One PostgreSQL for all the tests: TEST_DATABASE_URL (a superuser's, on a server for tests only), or one of the
 * service's own in a temporary directory. Each test file clones the migrated `template` database.
 */
export default async function globalSetup() {
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given
    ? undefined
    : await startEmbeddedPostgres({
        dataDirectory: await mkdtemp(join(tmpdir(), 'customers-test-')),
        database: 'template',
      });
  globalThis.embeddedPostgres = embedded;
  const url = new URL(given ?? embedded.url);
  url.pathname = '/template';
  process.env.TEST_TEMPLATE_URL = url.href;
  await migrate(new DataSource(databaseOptions({ url: url.href, role: null })));
}
