import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { contactPolicies } from '../../src/modules/customers/contacts/contact-policies.js';
import { customerPolicies } from '../../src/modules/customers/customer-policies.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

/**
 * Where a person's data may be, outside of the tables whose columns have policies: what an erasure looks at.
 * `erasure.e2e-spec.ts` shows that nothing of it is left.
 */
const reached: Readonly<Record<string, readonly string[]>> = {
  events: ['actor', 'before', 'data'],
  idempotency_keys: ['body'],
  import_chunks: ['bytes'],
  import_problems: ['problems'],
  imports: ['file_name', 'actor', 'preview', 'error'],
};

/** What the service itself writes, or a separate business accord about itself. */
const impersonal: Readonly<Record<string, readonly string[]>> = {
  events: ['type'],
  // The key is made by a client, who is asked for one that says nothing.
  idempotency_keys: ['route', 'key', 'fingerprint'],
  imports: ['state', 'options', 'findings'],
  payment_terms: ['name'],
  webhook_deliveries: ['event_type', 'state', 'last_error'],
  webhook_secrets: ['secret'],
  webhooks: ['url', 'description', 'event_types'],
};

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

it('every column of tenant data that can hold text is one that an erasure reaches, or says nothing of a person', async () => {
  const rows = await database.sql<{ name: string }>(
    `select c.relname || '.' || a.attname as name
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attgenerated = ''
       and a.atttypid in ('text'::regtype, 'text[]'::regtype, 'json'::regtype, 'jsonb'::regtype, 'bytea'::regtype)
       and c.relname not in ('customers', 'customer_contacts') and exists (select from pg_attribute b where b.attrelid = c.oid and b.attname = 'business_id')`,
  );
  const known = [reached, impersonal].flatMap((tables) =>
    Object.entries(tables).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`)),
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
});

it.each([
  ['customers', customerPolicies],
  ['customer_contacts', contactPolicies],
])('every column of %s has a policy', async (table, { names }) => {
  const rows = await database.sql<{ name: string }>(
    `select a.attname as name from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [table],
  );
  expect(names).toEqual(expect.arrayContaining(rows.map(({ name }) => name)));
});
