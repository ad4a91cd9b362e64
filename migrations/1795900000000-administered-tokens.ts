import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which tokens a token administers, and how many a business, an owner or a maker has, is found by indexes that hold nothing
 * of what was revoked: tokens are revoked as often as anybody likes, and stay in their tables.
 */
export class AdministeredTokens1795900000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // That of the token, so that an index of grants can leave it out.
    await queryRunner.query(`alter table token_businesses add column revoked_at timestamptz(3)`);
    await queryRunner.query(`
      update token_businesses g set revoked_at = t.revoked_at
      from tokens t where t.id = g.token_id and t.revoked_at is not null`);
    await queryRunner.query(`drop index token_businesses_business_id_idx`);
    await queryRunner.query(`
      create index token_businesses_business_id_idx on token_businesses (business_id, token_id)
      where revoked_at is null`);
    await queryRunner.query(`drop index tokens_created_by_idx`);
    await queryRunner.query(`
      create index tokens_created_by_idx on tokens (created_by, id) where revoked_at is null`);
    await queryRunner.query(`drop index tokens_owner_email_idx`);
    await queryRunner.query(`
      create index tokens_owner_email_idx on tokens (lower(owner_email)) where revoked_at is null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index tokens_owner_email_idx`);
    await queryRunner.query(`create index tokens_owner_email_idx on tokens (lower(owner_email))`);
    await queryRunner.query(`drop index tokens_created_by_idx`);
    await queryRunner.query(`create index tokens_created_by_idx on tokens (created_by)`);
    await queryRunner.query(`drop index token_businesses_business_id_idx`);
    await queryRunner.query(
      `create index token_businesses_business_id_idx on token_businesses (business_id)`,
    );
    await queryRunner.query(`alter table token_businesses drop column revoked_at`);
  }
}
