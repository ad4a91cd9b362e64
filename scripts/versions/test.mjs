/*
 * Runs the tests on other versions than those of this machine:
 *
 *   npm run test:postgres -- [15 16 17 18] [--telling] [jest's arguments]
 *   npm run test:node -- [20.19.0 22.13.0 …] [--telling] [jest's arguments]
 *
 * --telling runs the part of them in which one version differs from another, if any does. Where TEST_RESULTS names a
 * directory, jest's own account of each run is written to it.
 */
import { join } from 'node:path';
import { statusOf } from './install.mjs';
import { nodeVersions, withNode } from './node.mjs';
import { postgresVersions, startPostgres } from './postgres.mjs';

/** On PostgreSQL: plans, statements, migrations, roles. On Node.js: the server, its processes, streams and the client. */
const identifyingFields = {
  postgres: [
    'test/database/(migrations|owners|plans|business-transaction|failover)',
    'test/tenancy/',
    'test/customers/(create-customer|update-customer|list-customers-walks|order-of-names|search-customers|write-together)',
    'test/contacts/primary',
    'test/events/event-order',
    'test/imports/bulk-upload',
    'test/idempotency/',
  ],
  node: [
    'test/http/',
    'test/process/(start|stop|log-lines)',
    'test/fields/',
    'test/pydantic/',
    'test/client/package',
    'test/tracing/',
  ],
};

/** Nothing of a test run has to survive a crash of the machine. */
const notDurable = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

const [what, ...given] = process.argv.slice(2);
const isVersion = (text) => /^\d+(\.\d+)*$/.test(text);
const asked = given.slice(0, given.findIndex((text) => !isVersion(text)) >>> 0);
const isTelling = given.includes('--telling');
const more = given.slice(asked.length).filter((text) => text !== '--telling');

const jest = async (version, env) => {
  const results = process.env.TEST_RESULTS;
  const status = await statusOf(
    'node',
    [
      'node_modules/jest/bin/jest.js',
      ...(results === undefined
        ? []
        : ['--json', `--outputFile=${join(results, `${what}-${version}.json`)}`]),
      ...(isTelling ? identifyingFields[what] : []),
      ...more,
    ],
    { env },
  );
  if (status !== 0) process.exitCode = 1;
};

if (what === 'postgres') {
  for (const major of asked.length > 0 ? asked : Object.keys(postgresVersions)) {
    const server = await startPostgres(major, notDurable);
    process.stderr.write(`\nPostgreSQL ${server.version}\n`);
    try {
      await jest(major, { ...process.env, TEST_DATABASE_URL: server.url });
    } finally {
      await server.stop();
    }
  }
} else {
  for (const version of asked.length > 0 ? asked : nodeVersions) {
    const env = await withNode(version);
    process.stderr.write(`\nNode.js ${version}\n`);
    await jest(version, env);
  }
}
