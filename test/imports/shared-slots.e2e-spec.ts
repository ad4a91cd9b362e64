import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startReplica } from '../support/replica.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { sendFile } from './client.js';

const head = 'name,email,notes\n';
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => `N${n},n${n}@example.com,${'x'.repeat(60)}\n`).join('');

const largeFiles: readonly [string, string][] = [
  ['rows', head + rows(60_000)],
  // There is no batch to store until the end of the file.
  ['records without a value', `${head}${' , ,\n'.repeat(1_000_000)}${rows(1)}`],
];

const queued = async (api: ApiClient, file: string) =>
  String((await sendFile(api, '/customers/imports', file)).body['id']);
const stateOf = async (api: ApiClient, id: string) =>
  (await api.get(`/customers/imports/${id}`)).body['state'];
const becomes = (api: ApiClient, id: string, state: string, deadlineMs = 30_000) =>
  until(
    () => stateOf(api, id),
    (now) => now === state,
    deadlineMs,
  );

const running = (all: unknown[]) => all.filter((state) => state === 'running').length;

/** One process, with one slot, works on all imports. */
describe('imports that share the slots of a process', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService({ importsAtOnce: 0 });
  });
  afterAll(() => service.stop());

  it.each(largeFiles)(
    'complete a file of one row before an earlier, large file of %s',
    async (_, file) => {
      const [one, other] = [await service.business(), await service.business()];
      const large = await queued(one, file);
      const worker = await startReplica(service, { importsAtOnce: 1 });
      try {
        await becomes(one, large, 'running');
        const small = await queued(other, head + rows(1));
        await becomes(other, small, 'completed');
        expect(await stateOf(one, large)).toBe('running');
        await one.delete(`/customers/imports/${large}`);
      } finally {
        await worker.stop();
      }
    },
    90_000,
  );

  it('are open up to four per slot, and the others wait in the queue', async () => {
    const businesses = await Promise.all(Array.from({ length: 6 }, () => service.business()));
    const imports = await Promise.all(
      businesses.map(async (api) => ({ api, id: await queued(api, head + rows(20_000)) })),
    );
    const states = () => Promise.all(imports.map(({ api, id }) => stateOf(api, id)));
    const worker = await startReplica(service, { importsAtOnce: 1 });
    const ended = imports.map(
      ({ api, id }) =>
        () =>
          api.delete(`/customers/imports/${id}`),
    );
    try {
      let max = 0;
      await until(
        async () => {
          const now = await states();
          max = Math.max(max, running(now));
          return now;
        },
        (now) => running(now) === 4,
        30_000,
      );
      // A fifth begins where one has ended.
      await ended[0]?.();
      await until(states, (now) => now.slice(1).filter((state) => state === 'running').length === 4, 30_000);
      expect(max).toBe(4);
    } finally {
      for (const end of ended) await end();
      await worker.stop();
    }
  }, 120_000);

  it('are left to other processes, whole, where their process stops', async () => {
    const businesses = [await service.business(), await service.business(), await service.business()];
    const file = `${head}${rows(700)}${',,\n'.repeat(400_000)}${rows(1).replace('n0@', 'last@')}`;
    const imports = await Promise.all(businesses.map(async (api) => ({ api, id: await queued(api, file) })));
    const first = await startReplica(service, { importsAtOnce: 1 });
    for (const { api, id } of imports) await becomes(api, id, 'running');
    await first.stop();
    const left = await service.database.sql(
      'select i.state, i.attempts from imports i join import_queue q on q.import_id = i.id and q.busy_until < now() where i.id = any ($1)',
      [imports.map(({ id }) => id)],
    );
    expect(left).toEqual(imports.map(() => ({ state: 'running', attempts: expect.any(Number) })));

    const second = await startReplica(service, { importsAtOnce: 1 });
    try {
      for (const { api, id } of imports) {
        await becomes(api, id, 'completed', 60_000);
        expect((await api.get(`/customers/imports/${id}`)).body).toMatchObject({
          created: 701,
          rows_read: 701,
        });
      }
    } finally {
      await second.stop();
    }
  }, 180_000);
});
