import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { itInOneProcess } from '../support/one-process.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';

/** Within 5 seconds a token is known everywhere to have ended. */
const revocationMs = 10_000;

describe('whoever waits for an event', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });
  afterAll(() => service.stop());

  itInOneProcess(
    'receives no event after the token has ended',
    async () => {
      const api = await service.business();
      const reading = await service.client([api.businessId], { scopes: ['events:read'] });
      const waiting = reading.get('/events?wait=30');
      // The request has passed the guards: only then does the process listen.
      await until(
        () =>
          service.database.sql(
            `select from pg_stat_activity where datname = current_database() and query = 'listen events'`,
          ),
        ({ length }) => length > 0,
        10_000,
      );
      await service.database.sql(`update tokens set revoked_at = now() where scopes = array['events:read']`);
      await until(
        () => reading.get('/events'),
        ({ status }) => status === 401,
        revocationMs,
      );
      await api.post('/customers', { name: 'Acme', email: 'a@example.com' });
      expect(await waiting).toMatchObject({ status: 401, body: { detail: 'Not authenticated' } });
    },
    30_000,
  );
});
