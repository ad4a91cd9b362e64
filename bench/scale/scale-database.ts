import { v7 as uuidv7 } from 'uuid';
import type { DatabaseServer } from '../database-server.js';
import { makeTenant, type Tenant, makeToken } from '../template.js';
import { generateCustomers, type Share } from './generate-customers.js';

export interface Scale {
  readonly customers: number;
  readonly businesses: number;
  /** Customers of the largest business. */
  readonly largest: number;
}

/** A tenth of the customers in one business and the others spread evenly: 10,000,000 in 1,000, with one of 1,000,000. */
export function scaleOf(customers: number, shareOfLargest = 0.1): Scale {
  const largest = Math.min(customers, Math.max(10_000, Math.round(customers * shareOfLargest)));
  return { customers, businesses: Math.max(1, Math.round(customers / 10_000)), largest };
}

/** Migrates the database at `url`, makes the businesses and a token for the largest, and fills them. */
export async function fillDatabase(
  url: string,
  { customers, businesses, largest }: Scale,
  insertBusinesses: (ids: readonly string[]) => Promise<unknown>,
  onProgress?: (rows: number) => void,
): Promise<{ tenant: Tenant; others: readonly Share[] }> {
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
  return { tenant, others: shares };
}

export const insertBusinessesText = `insert into businesses (id, name) select id, 'Business ' || id from unnest($1::uuid[]) as b(id)`;

/** A business that is measured. */
interface Measured {
  readonly tenant: Tenant;
  readonly customers: number;
}

/** @returns the largest business, and one of the others where there are any */
export async function makeScaleDatabase(
  server: DatabaseServer,
  scale: Scale,
  onProgress: (rows: number) => void,
): Promise<{ database: string; businesses: readonly Measured[] }> {
  const database = `scale_${scale.customers}`;
  await server.sql('postgres', `create database ${database}`);
  const url = server.url(database);
  const { tenant, others } = await fillDatabase(
    url,
    scale,
    (ids) => server.sql(database, insertBusinessesText, [ids]),
    onProgress,
  );
  const businesses = [{ tenant, customers: scale.largest }];
  const [other] = others;
  if (other !== undefined) {
    businesses.push({ tenant: await makeToken(url, other.businessId), customers: other.customers });
  }
  return { database, businesses };
}
