import { v7 as uuidv7 } from 'uuid';
import type { TestDatabase } from './database.js';

/** A row of a customer as a test wants it; what is left out is as it would be of a new customer. */
export interface CustomerRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly credit_limit_cents: number | null;
  readonly status: 'active' | 'inactive' | 'blocked';
  readonly category: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
}

/** A row that was created at this time, in milliseconds, which is also the time in its id. */
export function customerRow(createdAt: number, fields: Partial<CustomerRow> = {}): CustomerRow {
  const created_at = new Date(createdAt).toISOString();
  return {
    id: uuidv7({ msecs: createdAt }),
    name: 'Acme',
    email: 'billing@acme.example.com',
    credit_limit_cents: null,
    status: 'active',
    category: null,
    created_at,
    updated_at: created_at,
    deleted_at: null,
    ...fields,
  };
}

/** Writes rows as the owner of the table, past the API. */
export async function insertCustomerRows(
  database: Pick<TestDatabase, 'sql'>,
  businessId: string,
  rows: readonly CustomerRow[],
): Promise<void> {
  await database.sql(
    `insert into customers (
       business_id, id, name, email, credit_limit_cents, status, category, created_at, updated_at, deleted_at
     )
     select
       $1, n.id, n.name, n.email, n.credit_limit_cents, n.status, n.category, n.created_at, n.updated_at, n.deleted_at
     from json_to_recordset($2) as n(
       id uuid, name text, email text, credit_limit_cents bigint, status text, category text,
       created_at timestamptz(3), updated_at timestamptz(3), deleted_at timestamptz(3)
     )`,
    [businessId, JSON.stringify(rows)],
  );
}
