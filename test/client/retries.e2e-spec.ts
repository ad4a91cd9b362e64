import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type ClientOptions,
  ConflictError,
  ConnectionError,
  CustomersClient,
  NotFoundError,
  RateLimitError,
  ServerError,
} from '../../clients/typescript/src/index.js';
import { answer, type Answer, drop, type Loopback, startLoopback } from './support.js';

const acme = { name: 'Acme', email: 'acme@example.com' };
const made = answer(201, { id: '1', ...acme });
const found = answer(200, { id: '1', ...acme });
const html: Answer = (response) => void response.writeHead(500).end('<html>');
const half: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"id":', () => response.destroy());
};
const unavailable = answer(503, { detail: 'The database is unavailable' });

describe('the client, when the service', () => {
  let loopback: Loopback;

  async function startClient(answers: readonly Answer[], options: Partial<ClientOptions> = {}) {
    loopback = await startLoopback(...answers);
    const { url } = loopback;
    return new CustomersClient({
      baseUrl: url,
      token: 'dz_test',
      businessId: 'b',
      firstDelayMs: 1,
      ...options,
    });
  }

  const keys = () => loopback.received.map(({ headers }) => headers['idempotency-key']);

  afterEach(() => loopback.stop());

  it.each([502, 503, 504])('answers %i, asks again', async (status) => {
    const client = await startClient([answer(status, {}), found]);
    expect(await client.customers.get('1')).toMatchObject(acme);
    expect(loopback.received).toHaveLength(2);
  });

  it.each([
    ['429', answer(429, { detail: 'Too many requests' }, { 'retry-after': '1' })],
    ['503', answer(503, { detail: 'Later' }, { 'retry-after': '1' })],
  ])('answers %s, waits as long as Retry-After says', async (_, later) => {
    const client = await startClient([later, found]);
    await client.customers.get('1');
    const [first, second] = loopback.received;
    // A timer may fire up to a millisecond early.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(999);
  });

  it('asks for a longer wait than it is ready for, throws at once and says how long', async () => {
    const later = answer(429, { detail: 'Too many requests' }, { 'retry-after': '60' });
    const client = await startClient([later], { maxDelayMs: 1000 });
    const error = await client.customers.get('1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ status: 429, retryAfterSeconds: 60, detail: 'Too many requests' });
    expect(loopback.received).toHaveLength(1);
  });

  it('reads a Retry-After that is a date', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const client = await startClient([answer(503, {}, { 'retry-after': date })]);
    const error = (await client.customers.get('1').catch((thrown: unknown) => thrown)) as ServerError;
    expect(error).toBeInstanceOf(ServerError);
    expect(error.retryAfterSeconds).toBeGreaterThan(3500);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(3600);
  });

  it('drops the connection, sends a POST again with the same key', async () => {
    const client = await startClient([drop, unavailable, made]);
    expect(await client.customers.create(acme)).toMatchObject(acme);
    expect(loopback.received).toHaveLength(3);
    expect(keys()[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set(keys()).size).toBe(1);
  });

  it('gets two POSTs, they have separate keys, or those that they are given', async () => {
    const client = await startClient([made]);
    await client.customers.create(acme);
    await client.customers.create(acme);
    await client.customers.create(acme, { idempotencyKey: 'mine' });
    expect(new Set(keys()).size).toBe(3);
    expect(keys()[2]).toBe('mine');
  });

  it('ends in the middle of an answer, asks again', async () => {
    const client = await startClient([half, found]);
    expect(await client.customers.get('1')).toMatchObject(acme);
  });

  it('does not answer in time, asks again', async () => {
    const client = await startClient([() => undefined, found], { timeoutMs: 300 });
    expect(await client.customers.get('1')).toMatchObject(acme);
    expect(loopback.received).toHaveLength(2);
  });

  it('still runs what a dropped connection has begun, waits for its end', async () => {
    const running = answer(409, { detail: 'A request with this Idempotency-Key is still in flight' });
    const client = await startClient([drop, running, made]);
    expect(await client.customers.create(acme)).toMatchObject(acme);
  });

  it('answers a first attempt with 409, believes it', async () => {
    const client = await startClient([answer(409, { detail: 'Taken' })]);
    await expect(client.customers.create(acme)).rejects.toBeInstanceOf(ConflictError);
    expect(loopback.received).toHaveLength(1);
  });

  it('is out of reach, gives up after the retries, and says why', async () => {
    const client = await startClient([drop], { maxRetries: 2 });
    const error = await client.customers.get('1').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ name: 'ConnectionError', cause: expect.anything() });
    expect(loopback.received).toHaveLength(3);
  });

  it('may have made a token, does not make a second one', async () => {
    const client = await startClient([drop]);
    await expect(client.businesses.create({ name: 'Acme' })).rejects.toBeInstanceOf(ConnectionError);
    expect(loopback.received).toHaveLength(1);
    expect(keys()).toEqual([undefined]);
  });

  it('does not retry an error that a retry cannot fix', async () => {
    const client = await startClient([answer(404, { detail: 'Customer not found' })]);
    await expect(client.customers.get('1')).rejects.toBeInstanceOf(NotFoundError);
    expect(loopback.received).toHaveLength(1);
  });

  it('follows what answers without JSON, says its status', async () => {
    const client = await startClient([html]);
    await expect(client.customers.get('1')).rejects.toMatchObject({
      status: 500,
      detail: 'Internal Server Error',
    });
  });
});

describe('an abort signal', () => {
  let loopback: Loopback;
  afterEach(() => loopback.stop());

  it('ends a request that is not answered', async () => {
    const abort = new AbortController();
    loopback = await startLoopback(() => abort.abort(new Error('No longer wanted')));
    const client = new CustomersClient({ baseUrl: loopback.url, token: 'dz_test' });
    await expect(client.customers.get('1', { signal: abort.signal })).rejects.toThrow('No longer wanted');
    expect(loopback.received).toHaveLength(1);
  });

  it('ends the wait for a retry', async () => {
    const abort = new AbortController();
    loopback = await startLoopback(answer(503, { detail: 'Later' }, { 'retry-after': '20' }));
    const client = new CustomersClient({
      baseUrl: loopback.url,
      token: 'dz_test',
      fetch: async (...request) => {
        // oxlint-disable-next-line no-restricted-globals -- The peer is a stub of this test.
        const response = await fetch(...request);
        setImmediate(() => abort.abort(new Error('No longer wanted')));
        return response;
      },
    });
    await expect(client.customers.get('1', { signal: abort.signal })).rejects.toThrow('No longer wanted');
    expect(loopback.received).toHaveLength(1);
  });

  it('that is aborted already sends nothing', async () => {
    loopback = await startLoopback(found);
    const client = new CustomersClient({ baseUrl: loopback.url, token: 'dz_test' });
    const signal = AbortSignal.abort(new Error('Never wanted'));
    await expect(client.customers.list({}, { signal }).page()).rejects.toThrow('Never wanted');
    expect(loopback.received).toEqual([]);
  });
});

describe('an id', () => {
  it.each(['', '.', '..'])('that would make another path is refused: "%s"', async (id) => {
    const loopback = await startLoopback(found);
    const client = new CustomersClient({ baseUrl: loopback.url, token: 'dz_test' });
    try {
      expect(() => client.contacts.remove('1', id)).toThrow(TypeError);
      expect(loopback.received).toEqual([]);
    } finally {
      await loopback.stop();
    }
  });

  it('stays one segment of the path', async () => {
    const loopback = await startLoopback(found);
    const client = new CustomersClient({ baseUrl: `${loopback.url}/behind/`, token: 'dz_test' });
    try {
      await client.customers.get('a/../b?c#d');
      expect(loopback.received[0]?.url).toBe('/behind/api/v1/customers/a%2F..%2Fb%3Fc%23d');
    } finally {
      await loopback.stop();
    }
  });
});
