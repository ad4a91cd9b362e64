import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The role that requests run as, and the setting that row-level security compares with. */
export class ServiceRole1795338000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Roles belong to the whole cluster: another database of it may have made this one already, even at this moment.
    await queryRunner.query(`
      do $$
      begin
        if not exists (select from pg_roles where rolname = 'customers_service') then
          create role customers_service nologin;
        end if;
      exception
        when duplicate_object or unique_violation then
          null;
        when insufficient_privilege then
          raise insufficient_privilege using message = format(
            'The login %1$I may not create roles: let a superuser run '
            'CREATE ROLE customers_service; GRANT customers_service TO %1$I;', current_user);
      end $$`);
    // The owner has to be able to become it. A superuser may; whoever makes a role is only its administrator since
    // PostgreSQL 16, and gives the right to itself.
    await queryRunner.query(`
      do $$
      declare
        has_set_option constant boolean := current_setting('server_version_num')::integer >= 160000;
      begin
        if not pg_has_role(current_user, 'customers_service', case when has_set_option then 'set' else 'member' end) then
          execute format('grant customers_service to %I', current_user)
            || case when has_set_option then ' with set true, inherit false' else '' end;
        end if;
      exception when insufficient_privilege then
        raise insufficient_privilege using message = format(
          'The role customers_service belongs to another login, and %1$I may not become it: let a superuser run '
          'GRANT customers_service TO %1$I;', current_user);
      end $$`);
    // SET LOCAL takes no parameter, and a bare set_config() would not reach the workers of a distributed database.
    await queryRunner.query(`
      create function set_business(business_id uuid) returns void
      language plpgsql
      as $$
      begin
        execute format('set local app.business_id = %L', business_id);
      end $$`);
    await queryRunner.query(`grant select on migrations to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`revoke all on migrations from customers_service`);
    await queryRunner.query(`drop function set_business(uuid)`);
    // The role stays: other databases of the cluster may use it.
  }
}
