import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The id that another system gives a customer, and its own fields.
 *
 * An external id is unique among the customers that are live or were merged: that of a merged customer stays an alias of
 * the one that remains, and that of a deleted customer is free.
 */
export class ExternalIdsAndMetadata1796200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function customer_metadata_fits(metadata jsonb) returns boolean
      language sql immutable parallel safe
      as $$
        -- The keys, and the bytes without the space that jsonb writes behind each colon and comma.
        select count(*) <= 50 and octet_length(metadata::text) - greatest(2 * count(*) - 1, 0) <= 16384
        from jsonb_object_keys(metadata)
      $$`);
    await queryRunner.query(`alter table customers add column external_id text collate "C"`);
    await queryRunner.query(`alter table customers add column metadata jsonb`);
    await queryRunner.query(`
      alter table customers add constraint customers_external_id_check
        check (char_length(external_id) between 1 and 255 and external_id !~ '[\\x01-\\x1f\\x7f-\\x9f]')`);
    await queryRunner.query(`
      alter table customers add constraint customers_metadata_check
        check (jsonb_typeof(metadata) = 'object' and customer_metadata_fits(metadata))`);
    await queryRunner.query(`
      create unique index customers_external_id_key on customers (business_id, external_id)
        where external_id is not null and (not is_deleted or merged_into is not null)`);
    await queryRunner.query(`
      create index customers_external_id on customers (business_id, external_id, id) where external_id is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table customers drop column metadata, drop column external_id`);
    await queryRunner.query(`drop function customer_metadata_fits(jsonb)`);
  }
}
