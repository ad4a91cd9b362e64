import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashSecret, makeSecret } from '../../src/modules/tokens/token-secret.js';
import type { TestDatabase } from '../support/database.js';

const project = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export type Variables = Readonly<Record<string, string>>;

const program = (script: string) => [process.execPath, join(project, 'dist/src', script)] as const;
export const service = program('main.js');
export const commandLine = program('interfaces/cli/main.js');

/** A process of the service, or of its command line, with a separate environment. */
export class Spawned {
  stdout = '';
  stderr = '';
  readonly child: ChildProcessWithoutNullStreams;
  private readonly closed: Promise<unknown>;

  constructor([command, ...args]: readonly [string, ...string[]], variables: Variables) {
    const { PATH = '', HOME = '', TEST_RUN = '' } = process.env;
    const env = { PATH, HOME, TEST_RUN, TMPDIR: tmpdir(), ...variables };
    this.child = spawn(command, args, { cwd: project, env });
    this.child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.closed = once(this.child, 'close');
  }

  /** The exit code, once the process has ended and all that it wrote was read; null if a signal killed it. */
  async exitCode(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }

  /** The first match in what is written to standard output, or to standard error. */
  async output(pattern: RegExp, from: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[from]);
      if (match !== null) return match;
      if (this.child.exitCode !== null) throw new Error(`It ended without ${pattern.source}: ${this.stderr}`);
      await Promise.race([once(this.child[from], 'data'), this.closed]);
    }
  }

  /** Ends the process if it still runs. */
  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.closed;
  }
}

/** Starts the service on a free port, and waits until it says where it is. */
export async function startServer(
  variables: Variables,
  command: readonly [string, ...string[]] = service,
): Promise<{ server: Spawned; url: string }> {
  const server = new Spawned(command, { PORT: '0', ...variables });
  const [, url = ''] = await server.output(/^Customers API\s+(http:\S+)\/api\/v1$/m, 'stderr');
  return { server, url };
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. */
export async function runCommand(variables: Variables, ...args: readonly string[]): Promise<CommandResult> {
  const command = new Spawned([...commandLine, ...args], variables);
  const code = await command.exitCode();
  return { code, stdout: command.stdout, stderr: command.stderr };
}

/** A new token for a new business, put where the command line would put it. */
export async function makeToken(
  database: Pick<TestDatabase, 'sql'>,
  scopes: readonly string[] = ['customers:write'],
): Promise<{ token: string; businessId: string }> {
  const [businessId, tokenId, token] = [randomUUID(), randomUUID(), makeSecret()];
  await database.sql(`insert into businesses (id, name) values ($1, 'Acme Inc.')`, [businessId]);
  await database.sql(
    `insert into tokens (id, name, owner_email, secret_hash, scopes)
     values ($1, 'Test', 'ada@example.com', $2, $3)`,
    [tokenId, hashSecret(token), scopes],
  );
  await database.sql('insert into token_businesses (token_id, business_id) values ($1, $2)', [
    tokenId,
    businessId,
  ]);
  return { token, businessId };
}

export async function temporaryDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'customers-process-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
