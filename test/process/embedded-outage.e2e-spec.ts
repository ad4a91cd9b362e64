import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { until } from '../support/until.js';
import { type Spawned, startServer, temporaryDirectory } from './spawned.js';

const deadlineMs = 60_000;

const statusOfCreate = async (api: ApiClient) =>
  (await api.post('/customers', { name: 'Acme', email: 'a@example.com' })).status;

describe('while the database of its own is away', () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  let variables: { DATA_DIR: string };
  let first: Spawned;
  let second: Spawned;
  let here: ApiClient;
  let there: ApiClient;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    variables = { DATA_DIR: join(directory.path, 'data') };
    const started = await startServer(variables);
    first = started.server;
    const [, token = '', business = ''] = await first.output(
      /Bearer (\S+)'[^]*?x-business-id: (\S+)'/,
      'stderr',
    );
    here = new ApiClient(started.url, token, business);
    const other = await startServer(variables);
    second = other.server;
    there = new ApiClient(other.url, token, business);
  });
  afterAll(async () => {
    await Promise.all([first.stop(), second.stop()]);
    await directory.remove();
  });

  const postmaster = async () =>
    Number((await readFile(join(variables.DATA_DIR, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);

  it('answers 503, starts it again, and resumes by itself', async () => {
    expect(await statusOfCreate(here)).toBe(201);
    const before = await postmaster();
    const seen = new Set<number>();
    process.kill(before, 'SIGKILL');
    await until(
      async () => {
        const status = await statusOfCreate(here);
        seen.add(status);
        return status;
      },
      (status) => seen.has(503) && status === 201,
      deadlineMs,
    );
    expect([...seen].filter((status) => status !== 201 && status !== 503)).toEqual([]);
    expect(await postmaster()).not.toBe(before);
    expect(first.stdout).toMatch(/"level":40.*The built-in database has ended; it is started again\./);
    await until(
      () => statusOfCreate(there),
      (status) => status === 201,
      deadlineMs,
    );
  });

  it('takes it over from the process that had started it, when that one stops', async () => {
    await first.stop();
    await until(
      () => statusOfCreate(there),
      (status) => status === 201,
      deadlineMs,
    );
    const pid = await postmaster();
    await second.stop();
    expect(await second.exitCode()).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});
