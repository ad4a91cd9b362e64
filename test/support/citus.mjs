import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

const commandLine = fileURLToPath(new URL('../../dist/src/interfaces/cli/main.js', import.meta.url));

/**
 * TEST_CITUS_URLS: a superuser's URLs of a Citus cluster that is for tests only, the coordinator's first, with commas
 * between them. Empty where the tests have one PostgreSQL.
 */
export const citusUrls = (process.env.TEST_CITUS_URLS ?? '').split(',').filter((url) => url !== '');

export const databaseAt = (url, database) => Object.assign(new URL(url), { pathname: `/${database}` }).href;

/** Runs the texts one after the other. */
export async function sendTo(url, ...texts) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}

/** A distributed `template` on each node, which nobody is connected to. @returns the coordinator's URL of it */
export async function createCitusTemplate(migrate) {
  const [coordinator, ...workers] = citusUrls.map((url) => databaseAt(url, 'template'));
  for (const url of citusUrls) {
    await sendTo(
      databaseAt(url, 'postgres'),
      'drop database if exists template with (force)',
      'create database template',
    );
    await sendTo(databaseAt(url, 'template'), 'create extension citus');
  }
  const { hostname, port } = new URL(coordinator);
  await sendTo(
    coordinator,
    `select citus_set_coordinator_host('${hostname}', ${port || 5432})`,
    ...workers.map((url) => {
      const worker = new URL(url);
      return `select citus_add_node('${worker.hostname}', ${worker.port || 5432})`;
    }),
  );
  await migrate(coordinator);
  const { status, stderr } = spawnSync(process.execPath, [commandLine, 'distribute'], {
    env: { PATH: process.env.PATH, DATABASE_URL: coordinator },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The template is not distributed: ${stderr}`);
  // A template that anybody is connected to is not copied, and Citus connects by itself.
  for (const url of citusUrls) {
    await sendTo(
      databaseAt(url, 'postgres'),
      'alter database template with allow_connections false',
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'template'`,
    );
  }
  return coordinator;
}
