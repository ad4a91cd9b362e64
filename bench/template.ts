import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { DatabaseServer } from './database-server.js';
import type { Target } from './load/workload.js';
import { generateCustomers } from './scale/generate-customers.js';

export const template = 'template';

const commandLine = fileURLToPath(new URL('../src/interfaces/cli/main.js', import.meta.url));

/** The measured business, and the headers of a caller in it. */
export interface Tenant {
  readonly businessId: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Runs the service's own command line on a database, as an operator would. */
async function cli<Answer>(url: string, ...args: string[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(process.execPath, [commandLine, ...args, '--json'], {
    env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'production', DATABASE_URL: url },
    timeout: 60_000,
  });
  return JSON.parse(stdout) as Answer;
}

/** Migrates the database (the command line does) and makes a business and a token. */
export async function makeTenant(url: string): Promise<Tenant> {
  const business = await cli<{ id: string }>(url, 'business', 'create', '--name', 'Benchmark');
  return makeToken(url, business.id);
}

/** Makes a token for a business that exists. */
export async function makeToken(
  url: string,
  businessId: string,
  scopes = 'customers:write',
): Promise<Tenant> {
  const grant = ['--owner', 'bench@example.com', '--business', businessId, '--scopes', scopes];
  const { token } = await cli<{ token: string }>(url, 'token', 'create', '--name', 'Benchmark', ...grant);
  return {
    businessId,
    token,
    headers: {
      authorization: `Bearer ${token}`,
      'x-business-id': businessId,
      'content-type': 'application/json',
    },
  };
}

/** Most targets that the load generator is given. */
const maxTargets = 10_000;

/** The database that every contender gets a copy of: migrated, with one business of `customers` customers. */
export async function makeTemplate(
  server: DatabaseServer,
  customers: number,
): Promise<{ tenant: Tenant; targets: Target[] }> {
  const url = server.url(template);
  const tenant = await makeTenant(url);
  await generateCustomers(url, [{ businessId: tenant.businessId, customers }]);
  const targets = await server.sql<Target>(
    template,
    'select id, name from customers where not is_deleted order by md5(id::text) limit $1',
    [maxTargets],
  );
  return { tenant, targets };
}
