import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceOptions } from '../../ormconfig.js';
import { Database } from '../../src/platform/database/database.js';
import { assertRlsEnforced, serviceRole, UnsafeDatabaseError } from '../../src/platform/database/rls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

describe('the service refuses to serve', () => {
  let database: TestDatabase;
  const suffix = crypto.randomUUID().slice(0, 8);
  const bypassing = `bypassing_${suffix}`;
  const owning = `owning_${suffix}`;
  const member = `member_${suffix}`;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.sql(`create role ${bypassing} bypassrls`);
    await database.sql(`create role ${owning}`);
    await database.sql(`create role ${member} in role ${owning}`);
  });
  afterEach(async () => {
    await database.sql('alter table customers owner to current_user');
    await database.sql('alter table customers enable row level security');
    await database.sql('drop table if exists unguarded');
  });
  afterAll(async () => {
    await database.sql(`drop role ${bypassing}, ${member}, ${owning}`);
    await database.drop();
  });

  /** The sentence with which the service refuses, or undefined. */
  const refusal = async (role: string | null): Promise<string | undefined> => {
    const connected = new Database(serviceOptions({ url: database.url, role, poolSize: 1 }));
    try {
      await assertRlsEnforced(connected);
      return undefined;
    } catch (error) {
      if (error instanceof UnsafeDatabaseError) return error.message;
      throw error;
    } finally {
      await connected.close();
    }
  };

  it('unless it is its own role on its own tables', async () => {
    expect(await refusal(serviceRole)).toBeUndefined();
  });

  it('as a superuser', async () => {
    expect(await refusal(null)).toMatch(
      /^The role \w+ bypasses row-level security: the service will not run as it\.$/,
    );
  });

  it('as a role that bypasses row-level security', async () => {
    expect(await refusal(bypassing)).toContain(`The role ${bypassing} bypasses row-level security`);
  });

  it('as the owner of a table, or a member of the owner', async () => {
    await database.sql(`alter table customers owner to ${owning}`);
    expect(await refusal(owning)).toContain(`The role ${owning} owns customers, and owners bypass`);
    expect(await refusal(member)).toContain(`The role ${member} owns customers, and owners bypass`);
  });

  it('with a table whose row-level security is off', async () => {
    await database.sql('alter table customers disable row level security');
    expect(await refusal(serviceRole)).toBe(
      'Row-level security is off on customers: the service will not serve.',
    );
  });

  it('with a queue whose row-level security is off', async () => {
    await database.sql('alter table import_queue disable row level security');
    expect(await refusal(serviceRole)).toBe(
      'Row-level security is off on import_queue: the service will not serve.',
    );
    await database.sql('alter table import_queue enable row level security');
  });

  it('with a table of tenant data that has no policy', async () => {
    await database.sql('create table unguarded (business_id uuid, id uuid, primary key (business_id, id))');
    expect(await refusal(serviceRole)).toBe(
      'Row-level security is off on unguarded: the service will not serve.',
    );
    await database.sql('alter table unguarded enable row level security');
    expect(await refusal(serviceRole)).toBe(
      'Row-level security is off on unguarded: the service will not serve.',
    );
  });
});
