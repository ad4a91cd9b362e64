import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { transformFile } from '@swc/core';
import { Client } from 'pg';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/platform/embedded-postgres/embedded-postgres.js';

export const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A separate process that starts the database, reports the result and stops it on request. */
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

type Report = { started?: boolean; url?: string; error?: string };

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && ('started' in value || 'error' in value);
}

/** Where each test of a file has its database, and what it starts there. */
export class Place {
  /** What `launch` runs: the code of the service, compiled. */
  code = '';
  /** A database that is made already and stands still: to copy it takes a tenth of the time. */
  made = '';
  /** Of mode 0700: for root, every test here has a parent that the server's user cannot pass. */
  temporary = '';
  /** A directory that all users can pass to. */
  reachable = '';
  /** Of the database. */
  directory = '';
  /** Killed after the test, if they still run. */
  readonly processes: ChildProcess[] = [];
  private readonly servers: EmbeddedPostgres[] = [];

  /** Before all tests. */
  async prepare(): Promise<void> {
    this.code = await mkdtemp(join(tmpdir(), 'embedded-code-'));
    this.made = await mkdtemp(join(tmpdir(), 'embedded-made-'));
    const making = startEmbeddedPostgres({ dataDirectory: this.made }).then((server) => server.stop());
    await Promise.all([compile(this.code), making]);
  }

  /** After all tests. */
  async remove(): Promise<void> {
    await rm(this.code, { recursive: true });
    await rm(this.made, { recursive: true });
  }

  /** Before each test. */
  async open(): Promise<void> {
    this.temporary = await mkdtemp(join(tmpdir(), 'embedded-data-'));
    this.directory = join(this.temporary, 'data');
    this.reachable = await mkdtemp(join(tmpdir(), 'embedded-open-'));
    await chmod(this.reachable, 0o755);
  }

  /** After each test. */
  async clear(): Promise<void> {
    for (const child of this.processes.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    for (const server of this.servers.splice(0)) await server.stop();
    if (await exists(this.lockFile)) {
      await (await startEmbeddedPostgres({ dataDirectory: this.directory })).stop();
    }
    await rm(this.temporary, { recursive: true });
    await rm(this.reachable, { recursive: true });
  }

  async start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDirectory: this.directory, ...options });
    this.servers.push(server);
    return server;
  }

  /** For tests that do not test the creation of the database. */
  async copyMade(to = this.directory): Promise<void> {
    await mkdir(to, { recursive: true });
    const { status, stderr } = spawnSync('cp', ['-a', '--reflink=auto', join(this.made, 'postgres'), to]);
    if (status !== 0) throw new Error(`The database was not copied: ${String(stderr)}`);
  }

  /** Starts the database in a separate process. */
  launch(
    options: { uid?: number; gid?: number } = {},
    prefix: readonly string[] = [],
    from = this.code,
  ): { child: ChildProcess; report: Promise<Report> } {
    const [command, ...args] = [...prefix, process.execPath];
    const child = spawn(command, [...args, join(from, 'process.js'), this.directory], {
      ...options,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.processes.push(child);
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

  get lockFile(): string {
    return join(this.directory, 'postgres/data/postmaster.pid');
  }

  async serverPid(): Promise<number> {
    return Number((await readFile(this.lockFile, 'utf8')).split('\n')[0]);
  }
}

/** Makes of the directory what `PROCESS` can be run in. */
async function compile(code: string): Promise<void> {
  // An ordinary user has to read it too.
  await chmod(code, 0o755);
  const source = join(PROJECT, 'src/platform/embedded-postgres');
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
}

/** Has a process of `launch` stop what it started. */
export async function end(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.stdin?.write('stop\n');
  const [code, signal] = (await exit) as [number | null, string | null];
  if (code !== 0) throw new Error(`The process ended with ${code ?? signal}`);
}

export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
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

export async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

export async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return status !== '' && !/\) [ZX] /.test(status);
}
