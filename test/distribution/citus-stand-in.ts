import type { TestDatabase } from '../support/database.js';

/**
 * Of Citus what a distribution asks and calls, on one node: what is called is written into its catalogs, so that it is
 * seen afterwards. As Citus does, it refuses a table with a key to one that is not distributed.
 */
export async function standInForCitus(database: TestDatabase): Promise<void> {
  const name = new URL(database.url).pathname.slice(1);
  await database.sql(`
    create schema citus_stand_in;
    set search_path = citus_stand_in, public;
    create table pg_dist_partition (logicalrelid regclass primary key, partmethod "char", repmodel "char");
    create table pg_dist_local_group (groupid integer);
    insert into pg_dist_local_group values (0);
    create table pg_dist_node (
      nodename text, nodeport integer, groupid integer, shouldhaveshards boolean, isactive boolean, noderole text
    );
    insert into pg_dist_node values
      ('coordinator', 5432, 0, false, true, 'primary'), ('worker', 5432, 1, true, true, 'primary');
    create table pg_dist_object (classid regclass, objid oid, distribution_argument_index integer);
    create function citus_check_cluster_node_health(
      out from_nodename text, out from_nodeport integer, out to_nodename text, out to_nodeport integer, out result boolean
    ) returns setof record language sql as $$ select 'coordinator', 5432, 'worker', 5432, true $$;
    create function create_reference_table(of regclass) returns void language sql as $$
      insert into citus_stand_in.pg_dist_partition values (of, 'n', 't') $$;
    create function create_distributed_table(of regclass, by text, colocate_with text) returns void language plpgsql as $$
      begin
        if exists (
          select from pg_constraint k where k.contype = 'f' and (k.conrelid = of or k.confrelid = of) and not exists (
            select from citus_stand_in.pg_dist_partition d where d.logicalrelid in (k.confrelid, k.conrelid) and d.logicalrelid <> of
          )
        ) then
          raise 'a key stands in the way of %', of;
        end if;
        insert into citus_stand_in.pg_dist_partition values (of, 'h', 's');
      end $$;
    create function create_distributed_function(
      of regprocedure, argument text default null, colocate_with text default null, force_delegation boolean default null
    ) returns void language sql as $$
      insert into citus_stand_in.pg_dist_object values ('pg_proc'::regclass, of, case when argument is not null then 0 end) $$;
    create function run_command_on_shards(of regclass, command text, out shardid bigint, out success boolean, out result text)
      language plpgsql as $$
      begin
        shardid := 102008;
        success := true;
        if command like '%select%' then
          execute replace(command, '%s', of::text) into result;
          result := left(result, 1);
        else
          execute replace(command, '%s', of::text);
          result := 'ALTER TABLE';
        end if;
      end $$;
    grant usage on schema citus_stand_in to customers_service;
    grant select on all tables in schema citus_stand_in to customers_service`);
  await database.sql(`alter database ${name} set search_path = public, citus_stand_in`);
  await database.sql(`alter database ${name} set citus.propagate_set_commands = 'local'`);
}
