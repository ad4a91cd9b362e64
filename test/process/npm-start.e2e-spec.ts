import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { until } from '../support/until.js';
import { service, Spawned, startServer, temporaryDirectory } from './spawned.js';
import { checkedFetch } from '../support/checked-fetch.js';

const npmStart = ['npm', 'start'] as const;
const deadlineMs = 60_000;

const answers = (url: string) =>
  checkedFetch(`${url}/health/live`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('the service', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('ends with npm start when that is asked to stop, and before it', async () => {
    const { server, url } = await startServer({ DATABASE_URL: database.url }, npmStart);
    expect(await answers(url)).toBe(true);
    server.child.kill('SIGTERM');
    await server.exitCode();
    expect(await answers(url)).toBe(false);
  });

  it('ends after npm start when that is killed', async () => {
    const { server, url } = await startServer({ DATABASE_URL: database.url }, npmStart);
    server.child.kill('SIGKILL');
    await until(
      () => answers(url),
      (isAlive) => !isAlive,
      deadlineMs,
    );
    // Its output is closed once nobody is left who could write it.
    expect(await server.exitCode()).toBeNull();
  });

  it('stops in order also while it starts, and leaves no database behind', async () => {
    const directory = await temporaryDirectory();
    const dataDirectory = join(directory.path, 'data');
    const server = new Spawned(service, { DATA_DIR: dataDirectory, PORT: '0', STOP_TIMEOUT_SECONDS: '120' });
    await until(
      () =>
        access(join(dataDirectory, 'postgres.owner.lock')).then(
          () => true,
          () => false,
        ),
      (isThere) => isThere,
      deadlineMs,
    );
    server.child.kill('SIGTERM');
    expect(await server.exitCode()).toBe(0);
    expect(server.stderr).not.toContain('Customers API');
    await expect(access(join(dataDirectory, 'postgres/data/postmaster.pid'))).rejects.toThrow('ENOENT');
    await directory.remove();
  });
});
