import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which token made a token: whoever made it can revoke it, wherever it has been granted since. */
export class TokenLineage1795339000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table tokens add column created_by uuid references tokens (id)`);
    await queryRunner.query(`create index tokens_created_by_idx on tokens (created_by)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table tokens drop column created_by`);
  }
}
