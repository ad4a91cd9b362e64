import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Statement } from '../../src/platform/database/statement.js';
import type { ApiClient } from '../support/api-client.js';
import { startReplica } from '../support/replica.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { Wire } from '../support/wire.js';
import { all, counts, items, sendFile } from './client.js';

const timeoutMs = 20_000;
const file = 'name,email\nA,a@example.com\nB,b@example.com\n';

describe('an import of which the process does not learn that it was queued', () => {
  let service: TestService;
  let wire: Wire;
  let api: ApiClient;

  beforeAll(async () => {
    // What is queued is left for another process.
    service = await startService({ importsAtOnce: 0 }, async (url) => {
      wire = new Wire(new URL(url));
      await wire.mend();
      return { url: wire.url };
    });
    api = await service.business();
  });
  afterAll(async () => {
    await service.stop();
    await wire.cut();
  });

  /** The connection is lost behind the commit of the transaction that queues an import, before its answer. */
  const loseTheCommit = (): Promise<void> =>
    new Promise((lost) => {
      let isQueued = false;
      Object.defineProperty(service.pipelines, 'push', {
        configurable: true,
        value: (sent: readonly Statement[]) => {
          if (isQueued && sent[0]?.name === 'commit') {
            Reflect.deleteProperty(service.pipelines, 'push');
            void wire.cutNext('answer').then(lost);
          }
          isQueued ||= sent.some(({ name }) => name === 'queue_import');
        },
      });
    });

  it('keeps its file: it is worked on, and a request that is sent again is answered as the first', async () => {
    const headers = { 'idempotency-key': 'file' };
    const lost = loseTheCommit();
    expect((await sendFile(api, '/customers/imports', file, headers)).status).toBe(503);
    await lost;
    const again = await until(
      () => sendFile(api, '/customers/imports', file, headers),
      ({ status }) => status !== 503,
      timeoutMs,
    );
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);

    const other = await startReplica(service);
    try {
      const done = await until(
        () => api.get(`/customers/imports/${String(again.body['id'])}`),
        ({ body }) => body['state'] === 'completed' || body['state'] === 'failed',
        timeoutMs,
      );
      expect(counts(done)).toEqual(all({ created: 2 }));
      expect(items(await api.get('/customers/imports'))).toHaveLength(1);
    } finally {
      await other.stop();
    }
  }, 60_000);
});
