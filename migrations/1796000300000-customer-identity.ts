import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `merged_into` names the customer that remains, through any chain; `merged_directly_into` is the customer that the
 * merge named, by which a restore finds what belongs to the restored customer again. An erased customer stays deleted.
 */
export class CustomerIdentity1796000300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table customers add column erased_at timestamptz(3)`);
    await queryRunner.query(`alter table customers add column merged_directly_into uuid`);
    await queryRunner.query(`
      update customers set erased_at = updated_at
      where name = 'Erased' and email = 'erased@erased.invalid' and deleted_at is not null`);
    await queryRunner.query(`
      update customers set merged_directly_into = merged_into where merged_into is not null`);
    for (let moved = 1; moved > 0;) {
      const [{ count }] = (await queryRunner.query(`
        with moved as (
          update customers c set merged_into = p.merged_into
          from customers p
          where p.business_id = c.business_id and p.id = c.merged_into and p.merged_into is not null
          returning c.id
        )
        select count(*)::int as count from moved`)) as [{ count: number }];
      moved = count;
    }
    await queryRunner.query(`
      alter table customers add constraint customers_erased_check
        check (erased_at is null or deleted_at is not null)`);
    await queryRunner.query(`
      alter table customers add constraint customers_merged_directly_into_check
        check ((merged_into is null) = (merged_directly_into is null))`);
    await queryRunner.query(`
      alter table customers add constraint customers_merged_directly_into_fkey
        foreign key (business_id, merged_directly_into) references customers (business_id, id)`);
    await queryRunner.query(`
      create index customers_merged_directly_into on customers (business_id, merged_directly_into)
        where merged_directly_into is not null`);
    await queryRunner.query(`
      create index customers_merged_email on customers (business_id, email_lower, merged_into)
        where merged_into is not null`);
    await queryRunner.query(`
      create index customers_merged_tax_id on customers (business_id, tax_id_key, merged_into)
        where merged_into is not null and tax_id_key is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index customers_merged_email`);
    await queryRunner.query(`drop index customers_merged_tax_id`);
    await queryRunner.query(`alter table customers drop column merged_directly_into`);
    await queryRunner.query(`alter table customers drop column erased_at`);
  }
}
