import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What every replica has to know and nobody else: made once, here, from the database's own random source. */
export class ServiceSecrets1795338050000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table service_secrets (
        name text primary key,
        secret bytea not null check (octet_length(secret) = 32)
      )`);
    await queryRunner.query(`
      insert into service_secrets (name, secret)
      values ('cursors', sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea))`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table service_secrets`);
  }
}
