import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { inOneProcess, startService, type TestService } from '../support/service.js';

describe('more large pages than are read at once', () => {
  let service: TestService;
  let owner: Client;
  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    owner = new Client({ connectionString: service.database.url });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await service.stop();
  });

  it('returns a 503 that names the pages, not the database, while connections are free', async () => {
    const api = await service.business();
    await owner.query('begin');
    await owner.query('lock table customers in access exclusive mode');
    const pages = [1, 2, 3].map(() => api.get('/customers?limit=1000'));
    const { status, body } = await Promise.race(pages);
    await owner.query('rollback');
    expect({ status, body }).toEqual({
      status: 503,
      body: {
        detail: 'Too many pages of more than 100 items are being read, please try again or lower limit',
      },
    });
    const statuses = (await Promise.all(pages)).map((page) => page.status);
    expect(statuses.filter((each) => each === 200)).toHaveLength(2);
  });
});
