import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../support/api-client.js';
import { startService, type TestService } from '../support/service.js';

let service: TestService;
let api: ApiClient;

beforeAll(async () => {
  service = await startService();
  const { token, businessId } = await service.business();
  // The process whose clock is set has to be the one that answers.
  api = new ApiClient(await service.app.nest.getUrl(), token, businessId);
});
afterEach(() => void jest.restoreAllMocks());
afterAll(() => service.stop());

const createdAt = async () => {
  const { status, body } = await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
  expect(status).toBe(201);
  const [row] = await service.database.sql<{ created_at: string }>(
    'select created_at from customers where id = $1',
    [body['id']],
  );
  expect(row?.created_at).toBe(body['created_at']);
  return Date.parse(String(body['created_at']));
};

it('has created_at of now again, once a clock that was five hours ahead is set right', async () => {
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + 5 * 3_600_000);
  expect(await createdAt()).toBeGreaterThan(now() + 4 * 3_600_000);
  jest.restoreAllMocks();
  for (let count = 0; count < 3; count += 1) {
    expect(Math.abs((await createdAt()) - now())).toBeLessThan(10_000);
  }
  const said = service.logs.filter((line) => line.includes('The clock of this machine has gone'));
  expect(said).toHaveLength(2);
});
