import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { ownerOptions, serviceOptions } from '../../ormconfig.js';
import { Database } from '../../src/platform/database/database.js';
import { migrate } from '../../src/platform/database/migrate.js';
import { assertRlsEnforced, serviceRole } from '../../src/platform/database/rls.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/** Managed servers have no superuser login: the owner there is a login that may create roles, at most. */
describe('an owner who is not a superuser', () => {
  let server: TestDatabase;
  let owner: string;
  let url: string;

  const onServer = async (...statements: string[]) => {
    const client = new Client({ connectionString: server.url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  beforeEach(async () => {
    server = await createTestDatabase();
    owner = `owner_${randomUUID().replaceAll('-', '')}`;
    const password = randomUUID();
    await onServer(
      `create role ${owner} login createrole password '${password}'`,
      `create database ${owner} owner ${owner}`,
    );
    const address = new URL(server.url);
    Object.assign(address, { username: owner, password, pathname: `/${owner}` });
    url = address.href;
  });
  afterEach(async () => {
    await onServer(`drop database ${owner} with (force)`, `drop owned by ${owner}`, `drop role ${owner}`);
    await server.drop();
  });

  const migrateAsOwner = () => migrate(new DataSource(ownerOptions(url)));

  const assertServes = async () => {
    const service = new Database(serviceOptions({ url, poolSize: 1 }));
    try {
      await assertRlsEnforced(service);
    } finally {
      await service.close();
    }
  };

  const version = async () => {
    const [row] = await server.sql<{ version: number }>(
      `select current_setting('server_version_num')::integer as version`,
    );
    return row?.version ?? 0;
  };

  it('migrates and becomes the role of the service, if it made that role', async () => {
    // What a login has of the roles that it makes: administration since PostgreSQL 16, the right to grant them before.
    if ((await version()) >= 160_000) {
      await onServer(`grant ${serviceRole} to ${owner} with admin true, inherit false, set false`);
    }
    expect(await migrateAsOwner()).not.toEqual([]);
    await assertServes();
  });

  it('migrates and becomes the role of the service, if a superuser has granted it', async () => {
    await onServer(`alter role ${owner} nocreaterole`, `grant ${serviceRole} to ${owner}`);
    expect(await migrateAsOwner()).not.toEqual([]);
    await assertServes();
  });

  it('gets the statement to ask a superuser for, if the role belongs to another owner', async () => {
    await onServer(`alter role ${owner} nocreaterole`);
    await expect(migrateAsOwner()).rejects.toMatchObject({
      message: expect.stringContaining(`GRANT ${serviceRole} TO ${owner}`),
    });
  });
});
