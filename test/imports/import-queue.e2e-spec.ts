import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { BusinessId } from '../../src/platform/database/business-id.js';
import { TenantTransaction } from '../../src/platform/database/tenant-transaction.js';
import { ImportRun } from '../../src/modules/imports/import-run.js';
import { ImportsService } from '../../src/modules/imports/imports.service.js';
import {
  type ImportTurn,
  lockQueue,
  acquireLease,
} from '../../src/modules/imports/import-queue.statements.js';
import type { ApiClient } from '../support/api-client.js';
import { startReplica } from '../support/replica.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { items, sendFile } from './client.js';

const atOnce = 6;
const rounds = 30;

const rowsOfFile = (count: number) =>
  Array.from({ length: count }, (_, n) => `N${n},n${n}@example.com,${'x'.repeat(60)}\n`).join('');

const queued = async (api: ApiClient, count: number) => {
  const { body } = await sendFile(api, '/customers/imports', `name,email,notes\n${rowsOfFile(count)}`);
  return String(body['id']);
};

describe('the queue of imports', () => {
  let service: TestService;
  let businesses: ApiClient[];

  beforeAll(async () => {
    service = await startService({ importsAtOnce: 0 });
    businesses = [await service.business(), await service.business()];
  });
  afterAll(() => service.stop());
  beforeEach(() => service.database.sql('delete from import_queue'));

  const queue = async ({ businessId }: ApiClient, count: number) => {
    for (let number = 0; number < count; number += 1)
      await service.database.sql(
        `insert into import_queue (import_id, business, queued_at, busy_until)
         values ($1, $2, now() - interval '1 minute', now() - interval '1 second')`,
        [uuidv7(), businessId],
      );
  };
  /** Each asks for work as a separate process does. */
  const takeTurnsAtOnce = async () => {
    const turns = await Promise.all(
      Array.from({ length: atOnce }, () =>
        service.connected.queues<ImportTurn>([lockQueue, acquireLease(0)]),
      ),
    );
    return turns.flatMap(([, taken = []]) => taken).map(({ business }) => business);
  };

  /** The business whose turn is taken, and is over with it. */
  const takeAndEnd = async () => {
    const [, turns = []] = await service.connected.queues<ImportTurn>([lockQueue, acquireLease(0)]);
    const [turn] = turns;
    if (turn !== undefined)
      await service.database.sql('delete from import_queue where import_id = $1', [turn.import_id]);
    return turn?.business;
  };

  it('gives one turn to each business, however many processes ask at the same moment', async () => {
    for (const business of businesses) await queue(business, 3);
    for (let round = 0; round < rounds; round += 1) {
      const taken = await takeTurnsAtOnce();
      expect(taken.toSorted()).toEqual(businesses.map(({ businessId }) => businessId).toSorted());
      await service.database.sql(`update import_queue set busy_until = now() - interval '1 second'`);
    }
  }, 60_000);

  it('gives the next turn to the business that has waited longer, not to the file that came earlier', async () => {
    const [one, other] = businesses;
    if (one === undefined || other === undefined) throw new Error('There are two businesses');
    await queue(one, 2);
    await queue(other, 1);
    const taken = [await takeAndEnd(), await takeAndEnd(), await takeAndEnd(), await takeAndEnd()];
    expect(taken).toEqual([one.businessId, other.businessId, one.businessId, undefined]);
  });

  it('begins a trial again where another process has worked on it: no row is counted twice', async () => {
    const api = await service.business();
    const file = 'name,email\nA,a@example.com\nA,a@example.com\nB,no address\n';
    await sendFile(api, '/customers/bulk-upload?dry_run=true', file);
    const [done] = items(await api.get('/customers/imports'));
    expect(done).toMatchObject({ rows_read: 3, created: 1, skipped: 1, failed: 1 });

    const [id, lease] = [String(done?.['id']), randomUUID()];
    const record = await service.app.nest.get(ImportsService).get(api.businessId as BusinessId, id);
    await service.database.sql(`update imports set state = 'running', lease = $2 where id = $1`, [id, lease]);
    expect(await new ImportRun(service.app.nest.get(TenantTransaction), record, lease).run()).toBe(true);
    const [again] = items(await api.get('/customers/imports'));
    expect(again).toMatchObject({ rows_read: 3, created: 1, skipped: 1, failed: 1 });
  });

  it('leaves a trial as it is where a process goes on with it after its turn', async () => {
    const [api] = businesses;
    if (api === undefined) throw new Error('There is a business');
    const file = 'name,email\nA,a@example.com\nB,b@example.com\n';
    await sendFile(api, '/customers/bulk-upload?dry_run=true', file);
    const [done] = items(await api.get('/customers/imports'));
    expect(done).toMatchObject({ state: 'completed', rows_read: 2, created: 2, preview: [{}, {}] });

    const businessId = api.businessId as BusinessId;
    const record = await service.app.nest.get(ImportsService).get(businessId, String(done?.['id']));
    const transaction = service.app.nest.get(TenantTransaction);
    expect(await new ImportRun(transaction, record, randomUUID()).run()).toBe(false);
    expect(items(await api.get('/customers/imports'))).toEqual([done]);
  });

  it('leaves the turn to a process that skips the stored rows for long', async () => {
    const api = await service.business();
    const [id, lease] = [await queued(api, 20_000), randomUUID()];
    await service.database.sql(
      `update imports set state = 'running', lease = $2, rows_read = 20000 where id = $1`,
      [id, lease],
    );
    const record = await service.app.nest.get(ImportsService).get(api.businessId as BusinessId, id);
    const sent = service.pipelines.length;
    // As if each look at the clock came seconds behind the one before.
    let now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 3_000));
    try {
      await new ImportRun(service.app.nest.get(TenantTransaction), record, lease).run();
    } finally {
      clock.mockRestore();
    }
    const names = service.pipelines.slice(sent).flatMap((pipeline) => pipeline.map(({ name }) => name));
    const count = (of: string) => names.filter((name) => name === of).length;
    expect(count('select_import_chunk')).toBeGreaterThan(2);
    expect(names).not.toContain('insert_customers');
    // A turn is over after ten seconds, and a piece has taken three.
    expect(count('keep_import_turn')).toBeGreaterThanOrEqual(count('select_import_chunk') - 1);
  });

  it('leaves the turn to the process that has taken it over', async () => {
    const api = await service.business();
    const id = await queued(api, 20_000);
    const worker = await startReplica(service, { importsAtOnce: 1 });
    try {
      await until(
        () => api.get(`/customers/imports/${id}`),
        ({ body }) => Number(body['rows_read']) > 0,
        20_000,
      );
      await service.database.sql(
        `with taken as (update imports set lease = gen_random_uuid() where id = $1 returning id)
         update import_queue q set busy_until = now() + interval '1 hour' from taken t where q.import_id = t.id`,
        [id],
      );
    } finally {
      await worker.stop();
    }
    const kept = await service.database.sql(
      `select from import_queue where import_id = $1 and busy_until > now() + interval '30 minutes'`,
      [id],
    );
    expect(kept).toHaveLength(1);
  }, 60_000);
});
