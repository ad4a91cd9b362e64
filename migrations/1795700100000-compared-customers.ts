import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What phones and tax ids are compared by: the digits of the one, the letters and digits of the other. */
export class ComparedCustomers1795700100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create function customer_phone_key(phone text) returns text
      language sql immutable parallel safe
      return nullif(regexp_replace(phone collate "und-x-icu", '[^0-9]', '', 'g'), '')`);
    await queryRunner.query(`
      create function customer_tax_id_key(tax_id text) returns text
      language sql immutable parallel safe
      return nullif(regexp_replace(lower(tax_id collate "und-x-icu"), '[^[:alnum:]]', '', 'g'), '')`);
    await queryRunner.query(`
      alter table customers
        add column phone_key text collate "C" generated always as (customer_phone_key(phone)) stored,
        add column tax_id_key text collate "C" generated always as (customer_tax_id_key(tax_id)) stored`);
    await queryRunner.query(`
      create index customers_phone on customers (business_id, is_deleted, phone_key, id) where phone_key is not null`);
    await queryRunner.query(`
      create index customers_tax_id on customers (business_id, is_deleted, tax_id_key, id) where tax_id_key is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table customers drop column phone_key, drop column tax_id_key`);
    await queryRunner.query(`drop function customer_phone_key(text)`);
    await queryRunner.query(`drop function customer_tax_id_key(text)`);
  }
}
