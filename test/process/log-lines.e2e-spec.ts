import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { type Spawned, startServer } from './spawned.js';
import { checkedFetch } from '../support/checked-fetch.js';

describe('the log of a service', () => {
  let database: TestDatabase;
  let server: Spawned;
  let url: string;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => server.stop());
  afterAll(() => database.drop());

  const start = async () => {
    ({ server, url } = await startServer({ DATABASE_URL: database.url }));
  };
  const ask = async () => {
    const id = randomUUID();
    const response = await checkedFetch(`${url}/health/live`, { headers: { 'x-request-id': id } });
    await response.text();
    return id;
  };

  it('has the line of a request that no other follows', async () => {
    await start();
    const id = await ask();
    const [line] = await server.output(new RegExp(`^\\{.*"request_id":"${id}".*\\}$`, 'm'));
    expect(JSON.parse(line)).toMatchObject({ msg: 'request', route: '/health/live', status: 200 });
  });

  it('keeps the lines in order, and each whole', async () => {
    await start();
    const ids: string[] = [];
    while (ids.length < 300) ids.push(await ask());
    await server.output(new RegExp(`"request_id":"${ids.at(-1) ?? ''}".*\n`));
    const lines = server.stdout.split('\n').filter((line) => line.includes('"request"'));
    expect(lines.map((line) => (JSON.parse(line) as { request_id: string }).request_id)).toStrictEqual(ids);
  });

  it('is all that standard output has: where the service is, it says on standard error', async () => {
    await start();
    const id = await ask();
    await server.output(new RegExp(`"request_id":"${id}".*\n`));
    const lines = server.stdout.split('\n').filter((line) => line !== '');
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('msg');
    expect(server.stderr).toMatch(/^Swagger UI /m);
  });

  it('has the line of the last request before it was asked to stop', async () => {
    await start();
    const id = await ask();
    server.child.kill('SIGTERM');
    expect(await server.exitCode()).toBe(0);
    expect(server.stdout).toContain(`"request_id":"${id}"`);
  });

  it('does not keep the process alive if its reader is gone', async () => {
    await start();
    await ask();
    server.child.stdout.destroy();
    await ask();
    server.child.kill('SIGTERM');
    const [code] = (await once(server.child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  it('does not keep the process from its end where its reader has stopped reading', async () => {
    await start();
    await ask();
    server.child.stdout.pause();
    // More lines than the way to the reader holds.
    const path = `${url}/${'x'.repeat(1_000)}`;
    for (let n = 0; n < 500; n += 1) await (await checkedFetch(path)).text();
    server.child.kill('SIGTERM');
    const [code] = (await once(server.child, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});
