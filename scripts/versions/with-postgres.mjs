/*
 * Runs a command beside a PostgreSQL of a version of its own, which ends with it:
 * node scripts/versions/with-postgres.mjs <15|16|17|18> <command> [argument...]
 * The superuser's URL is TEST_DATABASE_URL in its environment.
 */
import { statusOf } from './install.mjs';
import { startPostgres } from './postgres.mjs';

const [major, command, ...args] = process.argv.slice(2);
if (command === undefined) {
  process.stderr.write('node scripts/versions/with-postgres.mjs <15|16|17|18> <command> [argument...]\n');
  process.exit(2);
}
const server = await startPostgres(major);
try {
  const status = await statusOf(command, args, { env: { ...process.env, TEST_DATABASE_URL: server.url } });
  process.exitCode = typeof status === 'number' ? status : 1;
} finally {
  await server.stop();
}
