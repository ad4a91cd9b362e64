import { v7 as uuidv7 } from 'uuid';
import type { DatabaseServer } from '../database-server.js';
import { makeTenant, type Tenant } from '../template.js';
import { generateCustomers } from './generate-customers.js';

export interface Scale {
  readonly customers: number;
  readonly businesses: number;
  /** Customers of the business that is measured, the largest one. */
  readonly largest: number;
}

/** A tenth of the customers in one business and the others spread evenly: 10,000,000 in 1,000, with one of 1,000,000. */
export function scaleOf(customers: number): Scale {
  const largest = Math.min(customers, Math.max(10_000, Math.round(customers / 10)));
  return { customers, businesses: Math.max(1, Math.round(customers / 10_000)), largest };
}

/** Migrates the database at `url`, makes the businesses and a token for the largest, and fills them. */
export async function fillDatabase(
  url: string,
  { customers, businesses, largest }: Scale,
  insertBusinesses: (ids: readonly string[]) => Promise<unknown>,
  onProgress?: (rows: number) => void,
): Promise<Tenant> {
  const tenant = await makeTenant(url);
  const others = Array.from({ length: businesses - 1 }, () => uuidv7());
  await insertBusinesses(others);
  const rest = customers - largest;
  const shares = others.map((businessId, index) => ({
    businessId,
    customers: Math.floor(rest / others.length) + (index < rest % others.length ? 1 : 0),
  }));
  await generateCustomers(
    url,
    [{ businessId: tenant.businessId, customers: others.length === 0 ? customers : largest }, ...shares],
    onProgress,
  );
  return tenant;
}

export const insertBusinessesText = `insert into businesses (id, name) select id, 'Business ' || id from unnest($1::uuid[]) as b(id)`;

export async function makeScaleDatabase(
  server: DatabaseServer,
  scale: Scale,
  onProgress: (rows: number) => void,
): Promise<{ database: string; tenant: Tenant }> {
  const database = `scale_${scale.customers}`;
  await server.sql('postgres', `create database ${database}`);
  const tenant = await fillDatabase(
    server.url(database),
    scale,
    (ids) => server.sql(database, insertBusinessesText, [ids]),
    onProgress,
  );
  return { database, tenant };
}
