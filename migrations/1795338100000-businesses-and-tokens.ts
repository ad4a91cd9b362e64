import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who may act, and where: the tables that belong to no single business. */
export class BusinessesAndTokens1795338100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table businesses (
        id uuid primary key,
        name text not null check (char_length(name) between 1 and 255),
        created_at timestamptz(3) not null default now(),
        updated_at timestamptz(3) not null default now()
      )`);
    await queryRunner.query(`
      create table tokens (
        id uuid primary key,
        name text not null check (char_length(name) between 1 and 255),
        owner_email text not null,
        -- SHA-256 of the secret, which itself is stored nowhere
        secret_hash bytea not null constraint tokens_secret_hash_key unique check (octet_length(secret_hash) = 32),
        scopes text[] not null,
        expires_at timestamptz(3),
        revoked_at timestamptz(3),
        last_used_at timestamptz(3),
        created_at timestamptz(3) not null default now(),
        -- the token that made this one: whoever made it can revoke it, wherever it has been granted since
        created_by uuid references tokens (id)
      )`);
    await queryRunner.query(`create index tokens_owner_email_idx on tokens (lower(owner_email))`);
    await queryRunner.query(`create index tokens_created_by_idx on tokens (created_by)`);
    await queryRunner.query(`
      create table token_businesses (
        token_id uuid not null references tokens (id),
        business_id uuid not null references businesses (id),
        primary key (token_id, business_id)
      )`);
    await queryRunner.query(
      `create index token_businesses_business_id_idx on token_businesses (business_id)`,
    );
    await queryRunner.query(
      `grant select, insert, update on businesses, tokens, token_businesses to customers_service`,
    );
    // What every replica has to know and nobody else: made once, here, from the database's own random source.
    await queryRunner.query(`
      create table service_secrets (
        name text primary key,
        secret bytea not null check (octet_length(secret) = 32)
      )`);
    await queryRunner.query(`
      insert into service_secrets (name, secret)
      values ('cursors', sha256((gen_random_uuid()::text || gen_random_uuid()::text)::bytea))`);
    await queryRunner.query(`grant select on service_secrets to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table service_secrets`);
    await queryRunner.query(`drop table token_businesses`);
    await queryRunner.query(`drop table tokens`);
    await queryRunner.query(`drop table businesses`);
  }
}
