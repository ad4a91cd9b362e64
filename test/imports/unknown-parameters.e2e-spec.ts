import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';
import { items, sendFile } from './client.js';

const file = 'name,email\nA,a@example.com\n';
const refusal = (name: string, input: string) => ({
  detail: [{ type: 'extra_forbidden', loc: ['query', name], msg: 'Extra inputs are not permitted', input }],
});

describe('a query parameter that an import does not know', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService();
  });
  beforeEach(async () => {
    api = await service.business();
  });
  afterAll(() => service.stop());

  it.each(['dry_runn', 'dryrun', 'dryRun', 'dry-run', 'dry_rnu', 'dr_run', 'Match_On', 'delimeter', 'MODE'])(
    'is refused by both routes where it is the misspelt %s, and nothing is stored',
    async (name) => {
      for (const path of ['/customers/bulk-upload', '/customers/imports']) {
        const { status, body } = await sendFile(api, `${path}?${name}=true`, file);
        expect([status, body]).toEqual([422, refusal(name, 'true')]);
      }
      expect(items(await api.get('/customers'))).toEqual([]);
      expect(items(await api.get('/customers/imports'))).toEqual([]);
    },
  );

  it('is ignored by the route of the source API if it resembles none of the parameters', async () => {
    const { status } = await sendFile(api, '/customers/bulk-upload?code=1&utm_source=mail&maps=1', file);
    expect(status).toBe(201);
  });

  it('is refused by the route of imports, whatever it is called', async () => {
    const { status, body } = await sendFile(api, '/customers/imports?code=1&mode=skip', file);
    expect([status, body]).toEqual([422, refusal('code', '1')]);
    expect((await sendFile(api, '/customers/imports?mode=skip&dry_run=false', file)).status).toBe(202);
  });
});
