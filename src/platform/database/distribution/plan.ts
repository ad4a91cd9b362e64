import { serviceRole } from '../rls.js';
import type { Catalog, Key, Table } from './catalog.js';

/** One statement of a distribution, with a description for the operator. */
export interface Step {
  readonly title: string;
  readonly text: string;
}

export interface Plan {
  /** Conditions to fix first, one sentence each. */
  readonly missing: readonly string[];
  /** All in one transaction; none where the database is distributed already. */
  readonly steps: readonly Step[];
}

/** What each business is known by, on each node. */
const shared = 'businesses';

/** Other tables are colocated with it. */
const anchor = 'customers';

/** Runs whole on the node of the business, which is its first argument. */
const delegated = 'customers_search';

/** Has a business_id, and is not a tenant's data: tokens are looked up before the business is known. */
const notTenantData = ['token_businesses'];

export const isTenantTable = ({ name, hasBusiness }: Pick<Table, 'name' | 'hasBusiness'>): boolean =>
  hasBusiness && !notTenantData.includes(name);

export const noCitus =
  'The database has no Citus: let a superuser run CREATE EXTENSION citus in it, on each node, and add the workers with citus_add_node.';

export const isNotMigrated = 'The database is not migrated yet: run npm run migrate first.';

/** @param settings that sessions of the service have, which the workers have to have as well */
export function planDistribution(
  catalog: Catalog,
  settings: Readonly<Record<string, string | number>>,
): Plan {
  return {
    missing: missingIn(catalog),
    steps: [...roleSteps(catalog, settings), ...tableSteps(catalog), ...functionSteps(catalog)],
  };
}

function missingIn({ login, isCoordinator, propagates, nodes, unreachable, tables }: Catalog): string[] {
  if (!isCoordinator) {
    return ['This node is a worker: DATABASE_URL has to name the coordinator.'];
  }
  const notOwned = tables.filter(({ isOwned }) => !isOwned).map(({ name }) => name);
  return [
    ...(nodes.some((node) => node.isCoordinator)
      ? []
      : [
          `The coordinator is not a node of its own cluster, and the workers cannot ask it: run select citus_set_coordinator_host('its address as the workers see it', 5432).`,
        ]),
    ...(nodes.some((node) => node.holdsShards)
      ? []
      : [`The cluster has no worker: add each with select citus_add_node('its address', 5432).`]),
    ...(propagates === 'local'
      ? []
      : [
          `citus.propagate_set_commands is ${propagates ?? 'not set'}, so that no worker would know the business of a transaction: set it to 'local' on each node (ALTER SYSTEM SET citus.propagate_set_commands = 'local', and reload).`,
        ]),
    ...unreachable.map(
      ({ from, to }) =>
        `${from} cannot connect to ${to}: each node has to let the others in, as the owner and as ${serviceRole} (pg_hba.conf, certificates or pg_dist_authinfo).`,
    ),
    ...(notOwned.length === 0
      ? []
      : [`The login ${login} does not own ${notOwned.join(', ')}: distribute as their owner.`]),
  ];
}

function roleSteps({ role }: Catalog, settings: Readonly<Record<string, string | number>>): Step[] {
  const has = new Set(role.settings.map((setting) => setting.toLowerCase()));
  return [
    ...(role.canLogin
      ? []
      : [{ title: `Let ${serviceRole} log in on the workers`, text: `alter role ${serviceRole} login` }]),
    ...Object.entries(settings)
      .filter(([name, value]) => !has.has(`${name}=${value}`.toLowerCase()))
      .map(([name, value]) => ({
        title: `Set ${name} of ${serviceRole} on the workers`,
        text: `alter role ${serviceRole} set ${name} to '${value}'`,
      })),
  ];
}

function tableSteps({ tables, keys }: Catalog): Step[] {
  const tenant = tables.filter(isTenantTable);
  const toDistribute = tenant
    .filter(({ place }) => place !== 'distributed')
    .toSorted((a, b) => Number(b.name === anchor) - Number(a.name === anchor));
  const toShare = tables.filter(({ name, place }) => name === shared && place !== 'reference');
  const moving = new Set([...toDistribute, ...toShare].map(({ name }) => name));
  const ofTenant = new Set(tenant.map(({ name }) => name));
  // A foreign key to a table that is not distributed yet prevents the distribution.
  const inTheWay = keys.filter(
    ({ table, target }) => ofTenant.has(table) && (moving.has(table) || moving.has(target)),
  );
  return [
    ...inTheWay.map(dropKey),
    ...toShare.map(({ name, bytes }) => ({
      title: `Put ${name} on each node, ${size(bytes)}`,
      text: `select create_reference_table('${name}')`,
    })),
    ...toDistribute.map(({ name, bytes }) => ({
      title: `Distribute ${name} by business_id, ${size(bytes)}`,
      text:
        name === anchor
          ? `select create_distributed_table('${name}', 'business_id', colocate_with => 'none')`
          : `select create_distributed_table('${name}', 'business_id', colocate_with => '${anchor}')`,
    })),
    ...inTheWay.map(addKey),
  ];
}

const dropKey = ({ name, table }: Key): Step => ({
  title: `Take the key ${name} away`,
  text: `alter table ${table} drop constraint ${name}`,
});

const addKey = ({ name, table, definition }: Key): Step => ({
  title: `Give the key ${name} back`,
  text: `alter table ${table} add constraint ${name} ${definition}`,
});

function functionSteps({ functions }: Catalog): Step[] {
  return functions.flatMap(({ signature, isKnown, isDelegated }): Step[] => {
    if (!signature.startsWith(`${delegated}(`)) {
      if (isKnown) return [];
      return [
        {
          title: `Put ${signature} on each node`,
          text: `select create_distributed_function('${signature}')`,
        },
      ];
    }
    if (isDelegated) return [];
    return [
      {
        title: `Let ${delegated} run where its business is`,
        text: `select create_distributed_function('${signature}', '$1', colocate_with => '${anchor}', force_delegation => true)`,
      },
    ];
  });
}

const mebibyte = 1_048_576;

const size = (bytes: number) =>
  bytes < mebibyte ? 'less than 1 MiB' : `${Math.round(bytes / mebibyte).toLocaleString('en')} MiB`;
