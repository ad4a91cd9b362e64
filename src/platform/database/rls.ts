import type { Database } from './database.js';
import type { Statement } from './statement.js';

/** The role that requests run as; the migrations make it. */
export const serviceRole = 'customers_service';

/** A database that the service will not serve from, in one sentence for the operator. */
export class UnsafeDatabaseError extends Error {}

interface RlsState {
  readonly role: string;
  readonly bypasses: boolean;
  readonly owned: string[] | null;
  readonly open: string[] | null;
}

const selectRlsState: Statement<RlsState> = {
  text: `
    with tenant_tables as (
      select c.oid, c.relname::text, c.relrowsecurity, pg_get_userbyid(c.relowner) as owner
      from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname in ('business_id', 'business') and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
        and c.relname <> 'token_businesses'
    )
    select
      current_user::text as role,
      (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as bypasses,
      (select array_agg(relname) from tenant_tables where pg_has_role(current_user, owner, 'usage')) as owned,
      (select array_agg(relname) from tenant_tables t where not relrowsecurity
        or not exists (select from pg_policy p where p.polrelid = t.oid)) as open`,
  values: [],
};

/** Whether the tables lie on the nodes of a Citus cluster. */
export async function isDistributed(database: Database): Promise<boolean> {
  const [citus] = await database.query(selectCitus);
  return citus?.isHere === true && (await database.query(selectDistributionState)).length > 0;
}

interface DistributionState {
  readonly local: string[] | null;
  readonly propagates: string | null;
}

const selectCitus: Statement<{ isHere: boolean }> = {
  text: `select to_regclass('pg_dist_partition') is not null as "isHere"`,
  values: [],
};

/** There is no row where nothing is distributed: then everything is on this one node, as without Citus. */
const selectDistributionState: Statement<DistributionState> = {
  text: `
    with tables as (
      select c.oid, c.relname::text, d.partmethod::text as method, d.repmodel::text as model
      from pg_class c
      left join pg_dist_partition d on d.logicalrelid = c.oid
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and (
        c.relname = 'businesses' or c.relname <> 'token_businesses' and exists (
          select from pg_attribute a where a.attrelid = c.oid and a.attname = 'business_id' and not a.attisdropped
        )
      )
    )
    select
      (
        select array_agg(t.relname order by t.relname) from tables t
        where case when t.relname = 'businesses' then t.model is distinct from 't' else t.method is distinct from 'h' end
      ) as local,
      current_setting('citus.propagate_set_commands', true) as propagates
    where exists (select from tables t where t.method = 'h')`,
  values: [],
};

/**
 * On a distributed database a transaction would see nothing where a worker does not learn
 * its business, or where a table was left behind on the coordinator.
 */
async function assertWorkersKnow(database: Database): Promise<void> {
  const [citus] = await database.query(selectCitus);
  if (citus?.isHere !== true) return;
  const [state] = await database.query(selectDistributionState);
  if (state === undefined) return;
  if (state.local !== null) {
    throw new UnsafeDatabaseError(
      `Others are distributed, but ${state.local.join(', ')} not: run npm run distribute; the service will not serve.`,
    );
  }
  if (state.propagates !== 'local') {
    throw new UnsafeDatabaseError(
      `citus.propagate_set_commands is ${state.propagates ?? 'not set'}, so that no worker would know the business of a transaction: set it to 'local'; the service will not serve.`,
    );
  }
}

/**
 * Refuses to serve where row-level security would not hold: as a superuser, as a role that bypasses or owns the
 * tables, or with a table of tenant data (one with a business_id and a separate row) or a queue (one with a business) that
 * has no policy, or with tenant data that is not distributed as the rest is.
 */
export async function assertRlsEnforced(database: Database): Promise<void> {
  const [state] = await database.query(selectRlsState);
  if (state === undefined) throw new UnsafeDatabaseError('The database does not say which role this is.');
  const { role, bypasses, owned, open } = state;
  if (bypasses) {
    throw new UnsafeDatabaseError(
      `The role ${role} bypasses row-level security: the service will not run as it.`,
    );
  }
  if (owned !== null) {
    throw new UnsafeDatabaseError(
      `The role ${role} owns ${owned.join(', ')}, and owners bypass row-level security: the service will not run as it.`,
    );
  }
  if (open !== null) {
    throw new UnsafeDatabaseError(
      `Row-level security is off on ${open.join(', ')}: the service will not serve.`,
    );
  }
  await assertWorkersKnow(database);
}
