import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { itInOneProcess } from '../support/one-process.js';
import { startService, type TestService } from '../support/service.js';
import { until } from '../support/until.js';
import { sendFile } from './client.js';

/** In rows of a file. */
const [total, failsAt] = [1_200, 700];

const rows = Array.from({ length: total }, (_, n) => `N${n + 1},n${n + 1}@example.com`);
const file = `name,email\n${rows.join('\n')}\n`;

/** Where the database fails by itself, for a reason that is neither the row's nor an outage, it is as if the code did. */
describe('an import that meets a bug', () => {
  let service: TestService;
  let api: ApiClient;

  beforeAll(async () => {
    service = await startService({ importsAtOnce: 1 });
    api = await service.business();
    await service.database.sql(`
      create function break() returns trigger language plpgsql as $$
      begin
        raise exception 'a bug, as if it were ours' using errcode = 'internal_error';
      end $$`);
    await service.database.sql(
      `create trigger breaks before insert on customers for each row when (new.name = 'N${failsAt}') execute function break()`,
    );
  });
  afterAll(() => service.stop());

  const failures = () => service.logs.filter((line) => line.includes('a bug, as if it were ours')).length;

  /** Until it has ended; the lease that a failed attempt leaves behind ends at once. */
  const ended = (id: string, of = api) => {
    let seen = 0;
    return until(
      async () => {
        if (failures() > seen) {
          seen = failures();
          await service.database.sql(
            `update import_queue set busy_until = now() - interval '1 second' where import_id = $1`,
            [id],
          );
        }
        return of.get(`/customers/imports/${id}`);
      },
      ({ body }) => !['queued', 'running'].includes(String(body['state'])),
      40_000,
    );
  };

  const reason =
    'An internal error stopped this import 5 times after row 699. Earlier rows keep their result; download the rejects for ' +
    'the rows after it, and send them again. If they fail again, report the id of this import.';

  itInOneProcess(
    'ends as failed after five attempts: stored rows stay, the rest are rejects',
    async () => {
      const { body } = await sendFile(api, '/customers/imports', file);
      const id = String(body['id']);
      const done = await ended(id);
      expect(done.body).toMatchObject({
        state: 'failed',
        error: reason,
        rows_read: 699,
        created: 699,
        failed: 0,
      });
      expect(await service.database.sql('select from import_queue where import_id = $1', [id])).toEqual([]);

      const { text } = await api.get(`/customers/imports/${id}/rejects`);
      const lines = text.trimEnd().split('\r\n');
      expect(lines).toHaveLength(1 + total - 699);
      expect(lines[1]).toBe(`N700,n700@example.com,"${reason}"`);
      expect(lines.at(-1)).toBe(`N${total},n${total}@example.com,"${reason}"`);
      expect(failures()).toBe(5);

      // Once the bug is mended, the rejects go in.
      await service.database.sql('alter table customers disable trigger breaks');
      const again = await sendFile(api, '/customers/bulk-upload', text);
      expect(again.body).toMatchObject({ created: total - 699, failed: 0 });
      await service.database.sql('alter table customers enable trigger breaks');
    },
    60_000,
  );

  it('is given up where its processes end before they can say why', async () => {
    const other = await service.business();
    const { body } = await sendFile(
      other,
      '/customers/imports?dry_run=true',
      'name,email\nA,a@example.com\n',
    );
    const id = String(body['id']);
    await ended(id, other);
    await service.database.sql(
      `with i as (
         update imports set state = 'running', attempts = 5, error = null, finished_at = null where id = $1
         returning id, business_id
       )
       insert into import_queue (import_id, business, queued_at, busy_until)
       select i.id, i.business_id, now(), now() - interval '1 second' from i`,
      [id],
    );
    expect((await ended(id, other)).body).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('An internal error stopped this import 5 times after row 1.'),
    });
  });
});
