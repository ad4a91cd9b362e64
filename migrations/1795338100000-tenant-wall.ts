import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The role that requests run as, and the setting that row-level security compares with. Roles belong to the whole
 * cluster, so that another database of it may have made this one already, even at this very moment.
 */
export class TenantWall1795338100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      do $$
      begin
        -- Where it exists, the owner needs no right to make roles.
        if not exists (select from pg_roles where rolname = 'customers_service') then
          create role customers_service nologin;
        end if;
      exception when duplicate_object or unique_violation then
        null;
      end $$`);
    await queryRunner.query(`
      do $$
      begin
        -- A superuser may become any role; any other login has to be a member of it.
        if not pg_has_role(current_user, 'customers_service', 'member') then
          execute format('grant customers_service to %I', current_user);
        end if;
      end $$`);
    // SET LOCAL takes no parameter, and a bare set_config() would not reach the workers of a distributed database.
    await queryRunner.query(`
      create function set_business(business_id uuid) returns void
      language plpgsql
      as $$
      begin
        execute format('set local app.business_id = %L', business_id);
      end $$`);
    await queryRunner.query(
      `grant select, insert, update on businesses, tokens, token_businesses to customers_service`,
    );
    await queryRunner.query(`grant select on migrations, service_secrets to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop function set_business(uuid)`);
    await queryRunner.query(
      `revoke all on businesses, tokens, token_businesses, migrations, service_secrets from customers_service`,
    );
    // The role stays: other databases of the cluster may use it.
  }
}
