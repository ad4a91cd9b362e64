import type { QueryRunner } from 'typeorm';

export interface TenantTable {
  readonly name: string;
  /** What is between the parentheses of CREATE TABLE: the primary key begins with business_id; no foreign keys. */
  readonly columns: string;
  /** Its foreign keys by their names: `foreign key (business_id, …) references …`. */
  readonly foreignKeys: Readonly<Record<string, string>>;
  /** Of the service's role. */
  readonly grants: string;
}

/**
 * A new table of tenant data, also where the others are distributed over the nodes of a Citus cluster: then it lies alongside
 * them, shard by shard. Keys come after, because they may not lead from a table that is not distributed to one that is.
 */
export async function createTenantTable(
  queryRunner: QueryRunner,
  { name, columns, foreignKeys, grants }: TenantTable,
): Promise<void> {
  await queryRunner.query(`create table ${name} (${columns})`);
  await encloseTable(queryRunner, name);
  if (await isDistributed(queryRunner)) {
    await queryRunner.query(
      `select create_distributed_table('${name}', 'business_id', colocate_with => 'customers')`,
    );
  }
  for (const [key, definition] of Object.entries(foreignKeys)) {
    await queryRunner.query(`alter table ${name} add constraint ${key} ${definition}`);
  }
  await queryRunner.query(`grant ${grants} on ${name} to customers_service`);
}

/**
 * What every table of tenant data has in common: row-level security, and plans that do not depend on what is known of a business.
 * Citus takes this for a table that is not distributed yet.
 */
export async function encloseTable(queryRunner: QueryRunner, name: string): Promise<void> {
  await queryRunner.query(`alter table ${name} enable row level security`);
  await queryRunner.query(`
    create policy ${name}_of_business on ${name}
      using (business_id = nullif(current_setting('app.business_id', true), '')::uuid)`);
  // Statistics are of the past. A business that they do not know, as it is new or was small when they were made, would
  // count as one row: any index would do, and its customers would all be read in order to find one e-mail address.
  // Without statistics PostgreSQL takes each business for a two-hundredth of the table, always.
  await queryRunner.query(`alter table ${name} alter column business_id set statistics 0`);
}

/** Whether the tables of this database are distributed. */
export async function isDistributed(queryRunner: QueryRunner): Promise<boolean> {
  const [citus] = (await queryRunner.query(
    `select to_regclass('pg_dist_partition') is not null as "isHere"`,
  )) as {
    isHere: boolean;
  }[];
  if (citus?.isHere !== true) return false;
  const rows: unknown[] = await queryRunner.query(
    `select from pg_dist_partition where logicalrelid = 'customers'::regclass and partmethod = 'h'`,
  );
  return rows.length > 0;
}
