import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever erases a customer finds those that were merged into it. */
export class MergedCustomersIndex1796000100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create index customers_merged_into on customers (business_id, merged_into) where merged_into is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index customers_merged_into`);
  }
}
