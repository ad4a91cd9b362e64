import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ApiClient } from '../support/api-client.js';
import { describeOnOneNode } from '../support/one-node.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';

/** What the coordinator of Citus 13.2 says in the place of a worker that it does not reach. */
const sentence =
  'connection to the remote node customers_service@10.0.0.2:5432 failed with the following error: Connection refused';

describeOnOneNode('a database of several nodes, of which one is away', () => {
  let service: TestService;
  let there: ApiClient;
  let away: ApiClient;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    service = await startService({}, inOneProcess);
    there = await service.business();
    away = await service.business();
  });
  afterAll(async () => {
    await service.stop();
    Logger.overrideLogger(true);
  });

  const ready = async () => {
    const { status, body } = await there.request('GET', '/health/ready');
    return { status, body };
  };

  it('refuses the businesses of that node, serves the others, and names it in the answer about readiness', async () => {
    expect(await ready()).toEqual({ status: 200, body: { status: 'ok' } });
    await service.database.sql(`
      create or replace function set_business(business_id uuid) returns void
      language plpgsql
      as $$
      begin
        if business_id = '${away.businessId}' then raise exception '${sentence}'; end if;
        execute format('set local app.business_id = %L', business_id);
      end $$`);
    const refused = await away.get('/customers');
    expect(refused).toMatchObject({
      status: 503,
      body: { detail: 'The database is unavailable, please try again' },
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await there.get('/customers')).status).toBe(200);
    expect(await ready()).toEqual({ status: 200, body: { status: 'ok', nodes_away: ['10.0.0.2:5432'] } });
  });
});
