import { serviceRole } from '../rls.js';

/** Runs a statement as the owner of the tables, always on the same connection. */
export type RunQuery = <Row>(text: string, values?: unknown[]) => Promise<Row[]>;

/** Where a table is: on the node that was asked alone, on each node as a whole, or in shards. */
export type Place = 'local' | 'reference' | 'distributed';

export interface Table {
  readonly name: string;
  readonly hasBusiness: boolean;
  readonly isOwned: boolean;
  readonly place: Place;
  readonly bytes: number;
}

/** A foreign key. */
export interface Key {
  readonly name: string;
  readonly table: string;
  readonly target: string;
  readonly definition: string;
}

export interface DistributedFunction {
  /** With the types of its arguments. */
  readonly signature: string;
  readonly isKnown: boolean;
  readonly isDelegated: boolean;
}

export interface Node {
  readonly name: string;
  readonly isCoordinator: boolean;
  readonly holdsShards: boolean;
}

/** The facts about a database that a distribution needs. */
export interface Catalog {
  readonly login: string;
  readonly isCoordinator: boolean;
  /** The setting citus.propagate_set_commands. */
  readonly propagates: string | null;
  readonly nodes: readonly Node[];
  /** Pairs of nodes of which the first cannot connect to the second. */
  readonly unreachable: readonly { readonly from: string; readonly to: string }[];
  readonly tables: readonly Table[];
  readonly keys: readonly Key[];
  readonly functions: readonly DistributedFunction[];
  readonly role: { readonly canLogin: boolean; readonly settings: readonly string[] };
}

/** Citus's list of distributed tables; nothing else has a table of that name. */
export const citusIsHere = `select to_regclass('pg_dist_partition') is not null as "isHere"`;

const selectCluster = `
  select
    current_user::text as login,
    coalesce((select groupid = 0 from pg_dist_local_group), false) as "isCoordinator",
    current_setting('citus.propagate_set_commands', true) as propagates`;

const selectNodes = `
  select n.nodename || ':' || n.nodeport as name, n.groupid = 0 as "isCoordinator", n.shouldhaveshards as "holdsShards"
  from pg_dist_node n where n.isactive and n.noderole = 'primary' order by n.groupid, 1`;

const selectUnreachable = `
  select h.from_nodename || ':' || h.from_nodeport as from, h.to_nodename || ':' || h.to_nodeport as to
  from citus_check_cluster_node_health() h where h.result is not true order by 1, 2`;

const selectTables = `
  select
    c.relname::text as name,
    exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'business_id' and not a.attisdropped
    ) as "hasBusiness",
    pg_has_role(current_user, c.relowner, 'usage') as "isOwned",
    case p.partmethod::text when 'h' then 'distributed' else case when p.repmodel = 't' then 'reference' else 'local' end end as place,
    pg_total_relation_size(c.oid)::float8 as bytes
  from pg_class c left join pg_dist_partition p on p.logicalrelid = c.oid
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
  order by c.relname collate "C"`;

const selectKeys = `
  select k.conname::text as name, c.relname::text as table, t.relname::text as target, pg_get_constraintdef(k.oid) as definition
  from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
  where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.conparentid = 0
  order by k.conname collate "C"`;

const selectFunctions = `
  select
    p.oid::regprocedure::text as signature, o.objid is not null as "isKnown",
    o.distribution_argument_index is not null as "isDelegated"
  from pg_proc p
  left join pg_dist_object o on o.classid = 'pg_proc'::regclass and o.objid = p.oid
  where p.pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  order by p.proname collate "C"`;

const selectRole = `
  select r.rolcanlogin as "canLogin", coalesce(r.rolconfig, '{}') as settings from pg_roles r where r.rolname = $1`;

/** Of a database that Citus is in. */
export async function readCatalog(query: RunQuery): Promise<Catalog> {
  const [cluster] = await query<Pick<Catalog, 'login' | 'isCoordinator' | 'propagates'>>(selectCluster);
  const [role] = await query<Catalog['role']>(selectRole, [serviceRole]);
  const isCoordinator = cluster?.isCoordinator ?? false;
  const nodes = await query<Node>(selectNodes);
  return {
    login: cluster?.login ?? '',
    isCoordinator,
    propagates: cluster?.propagates ?? null,
    nodes,
    // A worker queries no other node, and without workers there is no node to query.
    unreachable: isCoordinator && nodes.length > 1 ? await query(selectUnreachable) : [],
    tables: await query<Table>(selectTables),
    keys: await query<Key>(selectKeys),
    functions: await query<DistributedFunction>(selectFunctions),
    role: role ?? { canLogin: false, settings: [] },
  };
}
