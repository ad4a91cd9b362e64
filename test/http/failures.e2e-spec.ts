import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { inOneProcess, startService, type TestService } from '../support/service.js';

const secretName = 'Confidential-wombat';
const minimal = { name: secretName, email: 'confidential@example.com' };

const isItsLine = (line: string) => line.includes('"one-line"');

const failure = (id: string) => ({ status: 500, body: { detail: 'Internal Server Error' }, id });

describe('a failure that is the service’s own', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
  });
  afterEach(async () => {
    await service.database.sql('alter table if exists customers_elsewhere rename to customers');
    await service.database.sql('alter table customers drop constraint if exists never');
    await service.database.sql('drop function if exists cents_of(text) cascade');
  });
  afterAll(() => service.stop());

  interface LogLine {
    readonly level: number;
    readonly request_id: string;
    readonly err?: { message: string; code: string };
  }

  /** The error that was logged under the request id. */
  const loggedError = (requestId: string) =>
    service.logs
      .map((line) => JSON.parse(line) as LogLine)
      .find(({ request_id: id, err }) => id === requestId && err !== undefined);

  const create = async (requestId: string) => {
    const response = await api.post('/customers', minimal, { headers: { 'x-request-id': requestId } });
    return { status: response.status, body: response.body, id: response.headers.get('x-request-id') };
  };

  it('is a 500 that tells nothing of the cause, which is in the log under the request id', async () => {
    await service.database.sql('alter table customers rename to customers_elsewhere');
    expect(await create('broken-1')).toStrictEqual(failure('broken-1'));
    expect(loggedError('broken-1')).toMatchObject({
      level: 50,
      err: { code: '42P01', message: 'relation "customers" does not exist' },
    });
  });

  it('does not put the row into the log, which PostgreSQL quotes', async () => {
    await service.database.sql(`alter table customers add constraint never check (name = '') not valid`);
    expect(await create('broken-2')).toStrictEqual(failure('broken-2'));
    expect(loggedError('broken-2')).toMatchObject({ level: 50, err: { code: '23514', constraint: 'never' } });
    expect(service.logs.filter((line) => line.includes(secretName))).toEqual([]);
  });

  it('does not put a value into the log, which PostgreSQL quotes', async () => {
    await service.database.sql(
      `create function cents_of(text) returns int immutable language sql as 'select length($1) + $1::int'`,
    );
    await service.database.sql(
      `alter table customers add constraint never check (cents_of(name) > 0) not valid`,
    );
    expect(await create('broken-3')).toStrictEqual(failure('broken-3'));
    expect(loggedError('broken-3')).toMatchObject({ level: 50, err: { code: '22P02' } });
    expect(service.logs.filter((line) => line.includes(secretName))).toEqual([]);
  });

  it('ends with its cause', async () => {
    expect((await create('mended')).status).toBe(201);
  });
});

describe('the log', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({}, inOneProcess);
    api = await service.business();
  });
  afterAll(() => service.stop());

  it('has one line for each request: who, what and how it ended', async () => {
    const headers = { 'x-request-id': 'one-line' };
    await api.post('/customers', minimal, { headers });
    while (!service.logs.some(isItsLine)) await api.request('GET', '/health/live');
    const lines = service.logs.filter(isItsLine);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 30,
      request_id: 'one-line',
      business_id: api.businessId,
      token_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      method: 'POST',
      route: '/api/v1/customers',
      status: 201,
      duration_ms: expect.any(Number),
    });
  });

  it('never holds a secret, a body, a path or a query', async () => {
    const id = crypto.randomUUID();
    await api.post('/customers?note=Query-wombat', { ...minimal, credit_limit_cents: 'Body-wombat' });
    await api.post('/customers', undefined, { raw: '{"Body-wombat' });
    await api.get(`/customers/Path-wombat?note=Query-wombat`);
    await api.get(`/customers/${id}?access_token=${api.token}`, { headers: { authorization: undefined } });
    await api.get(`/customers/${id}`, { headers: { authorization: `Bearer ${api.token}x` } });
    await api.request('GET', '/nowhere/Path-wombat?note=Query-wombat', {
      headers: { 'x-request-id': 'last-one' },
    });
    while (!service.logs.some((line) => line.includes('last-one'))) await api.request('GET', '/health/live');
    const revealing = /wombat|confidential/i;
    expect(service.logs.filter((line) => revealing.test(line) || line.includes(api.token.slice(3)))).toEqual(
      [],
    );
  });
});
