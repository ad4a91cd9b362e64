import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A customer that turned out to be another one: deleted, and it says which. */
export class MergedCustomers1795700200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Each by itself: together they cannot be added to a table that is distributed.
    await queryRunner.query(`alter table customers add column merged_into uuid`);
    await queryRunner.query(`
      alter table customers add constraint customers_merged_into_check
        check (merged_into is null or (deleted_at is not null and merged_into <> id))`);
    await queryRunner.query(`
      alter table customers add constraint customers_merged_into_fkey
        foreign key (business_id, merged_into) references customers (business_id, id)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table customers drop column merged_into`);
  }
}
