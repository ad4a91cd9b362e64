import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  EmbeddedPostgresError,
  type EmbeddedPostgresOptions,
} from '../../src/platform/embedded-postgres/embedded-postgres.js';
import { exists, isRunning, Place, query } from './support.js';

const place = new Place();

beforeAll(() => place.prepare());
afterAll(() => place.remove());
beforeEach(() => place.open());
afterEach(() => place.clear());

describe('a separate server', () => {
  test('starts from an empty directory, durable, on the loopback interface, with a password', async () => {
    const server = await place.start();
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
    expect((await stat(join(place.directory, 'postgres/password'))).mode & 0o777).toBe(0o600);
    const pid = await place.serverPid();
    await server.stop();
    expect(await isRunning(pid)).toBe(false);
    expect(await exists(place.lockFile)).toBe(false);
  });

  test('knows letters and their case beyond ASCII', async () => {
    await place.copyMade();
    const server = await place.start();
    await query(server.url, 'create extension pg_trgm');
    expect(
      await query(server.url, "select lower('ÄÉИЖ') as lower, show_trgm('Иван') <> '{}' as trigrams"),
    ).toEqual([{ lower: 'äéиж', trigrams: true }]);
  });

  test('writes nothing of what it holds, or is asked, into its log', async () => {
    await place.copyMade();
    const server = await place.start();
    await query(server.url, 'create table secret (text text unique)');
    await query(server.url, "insert into secret values ('secret-wombat')");
    await expect(query(server.url, "insert into secret values ('secret-wombat')")).rejects.toThrow(
      'duplicate',
    );
    await expect(query(server.url, "select 'secret-wombat'::integer")).rejects.toThrow('wombat');
    await server.stop();
    const log = await readFile(join(place.directory, 'postgres.log'), 'utf8');
    expect(log).toContain('database system is shut down');
    expect(log).not.toMatch(/wombat/);
  });

  test('finds its data again, on the same port, in a directory with blanks and letters of any kind', async () => {
    place.directory = join(place.temporary, 'not made', 'yet', "Kündin's ‹データ›");
    const first = await place.start();
    await query(first.url, 'create table note (text text)');
    await query(first.url, "insert into note values ('kept')");
    await first.stop();
    const second = await place.start({ settings: { work_mem: '5MB' } });
    expect(second.url).toBe(first.url);
    expect(await query(second.url, "select text, current_setting('work_mem') as memory from note")).toEqual([
      { text: 'kept', memory: '5MB' },
    ]);
  });

  test('takes another port when the last one is taken', async () => {
    await place.copyMade();
    const first = await place.start();
    await first.stop();
    const occupant = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
    await once(occupant, 'listening');
    try {
      const second = await place.start();
      expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
      expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    } finally {
      occupant.close();
    }
  });
});

async function failure(options: Partial<EmbeddedPostgresOptions> = {}): Promise<string> {
  const error: unknown = await place.start(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(EmbeddedPostgresError);
  const message = error instanceof EmbeddedPostgresError ? error.message : '';
  expect(message).toMatch(/^[A-Z/].*\.$/);
  expect(message).not.toMatch(/\n| at .*:\d+:\d+/);
  return message;
}

describe('what cannot work is a sentence', () => {
  test('DATA_DIR is a file', async () => {
    await writeFile(place.directory, 'a file');
    expect(await failure()).toMatch(/it is not a directory; set DATA_DIR/);
  });

  test('DATA_DIR lies below a file', async () => {
    await writeFile(place.directory, 'a file');
    expect(await failure({ dataDirectory: join(place.directory, 'below') })).toMatch(
      /it is not a directory.*; set DATA_DIR/,
    );
  });

  test.each(['/proc/customers/data', '/proc'])('DATA_DIR is %s', async (dataDirectory) => {
    expect(await failure({ dataDirectory })).toMatch(/^The directory \/proc.* cannot hold .*set DATA_DIR/);
  });

  test('DATA_DIR has a line break in it', async () => {
    expect(await failure({ dataDirectory: join(place.directory, 'a\nb') })).toMatch(
      /a line break .*set DATA_DIR/,
    );
    expect(await exists(place.directory)).toBe(false);
  });

  test('the data are of another major version', async () => {
    await place.copyMade();
    await writeFile(join(place.directory, 'postgres/data/PG_VERSION'), '17\n');
    expect(await failure()).toMatch(
      /was made by PostgreSQL 17 and this service brings PostgreSQL \d+; dump it/,
    );
  });

  test('DATA_DIR is the data of another PostgreSQL', async () => {
    await mkdir(place.directory);
    await writeFile(join(place.directory, 'PG_VERSION'), '16\n');
    expect(await failure()).toMatch(/is itself the data of a PostgreSQL 16 server/);
    expect(await readdir(join(place.directory))).not.toContain('postgres');
  });

  test('the database is damaged or of something else', async () => {
    await mkdir(join(place.directory, 'postgres'), { recursive: true });
    await writeFile(join(place.directory, 'postgres/notes.txt'), 'mine');
    expect(await failure()).toMatch(/is not a database of this service .*move it away/);
    expect(await readdir(join(place.directory, 'postgres'))).toEqual(['notes.txt']);
  });

  test('the server does not start: with the end of its log, and the next start is free to try', async () => {
    await place.copyMade();
    expect(await failure({ settings: { shared_buffers: 'plenty' } })).toMatch(
      /stopped while it started \(.*invalid value for parameter "shared_buffers": "plenty".*postgres\.log/,
    );
    expect((await place.start()).started).toBe(true);
  });
});
