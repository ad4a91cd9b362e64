import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { buildTests } from '../../scripts/build-tests.mjs';
import { citusUrls, createCitusTemplate } from './citus.mjs';
import { openRunDirectory } from './run-directory.mjs';
import { startTemplateServer } from './template-server.mjs';

const duplicateDatabase = '42P04';

/** Nothing of a test run has to survive a crash of the machine. Faults keep the settings of production. */
const notDurable = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * One PostgreSQL for all the tests: TEST_DATABASE_URL (a superuser's, on a server for tests only), or one of the
 * service's own in a temporary directory; or a Citus cluster, TEST_CITUS_URLS. Each test file clones the migrated
 * `template` database.
 */
export default async function globalSetup(_globalConfig, project) {
  await buildTests();
  globalThis.endTestRun = await openRunDirectory();
  const { ownerOptions } = await import('../../dist/ormconfig.js');
  const { startEmbeddedPostgres } =
    await import('../../dist/src/platform/embedded-postgres/embedded-postgres.js');
  const { migrate } = await import('../../dist/src/platform/database/migrate.js');

  const migrateAt = (url) => migrate(new DataSource(ownerOptions(url)));

  if (citusUrls.length > 0) {
    process.env.TEST_TEMPLATE_URL = await createCitusTemplate(migrateAt);
    return;
  }
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    await createTemplate(given);
    const url = Object.assign(new URL(given), { pathname: '/template' }).href;
    await migrateAt(url);
    process.env.TEST_TEMPLATE_URL = url;
    return;
  }
  const settings = project.displayName?.name === 'faults' ? {} : notDurable;
  const dataDirectory = join(process.env.TEST_RUN, 'server');
  const start = () => startEmbeddedPostgres({ dataDirectory, database: 'template', settings });
  const { url } = await startTemplateServer(dataDirectory, start, (server) => migrateAt(server.url));
  process.env.TEST_TEMPLATE_URL = url;
}

async function createTemplate(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('create database template');
  } catch (error) {
    if (error.code !== duplicateDatabase) throw error;
  } finally {
    await client.end();
  }
}
