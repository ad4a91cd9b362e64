import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests of each token in each minute, summed over the replicas. What a crash loses is a minute of counting, so
 * that nothing is written ahead; the free space of the pages keeps the counting within them.
 */
export class RateLimits1795338600000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create unlogged table rate_limits (
        token_id uuid not null,
        minute integer not null,
        requests bigint not null,
        primary key (token_id, minute)
      ) with (fillfactor = 50)`);
    await queryRunner.query(`grant select, insert, update, delete on rate_limits to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table rate_limits`);
  }
}
