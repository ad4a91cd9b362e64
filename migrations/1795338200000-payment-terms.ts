import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encloseTable } from './tenant-table.js';

export class PaymentTerms1795338200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table payment_terms (
        business_id uuid not null references businesses (id),
        id uuid not null,
        name text not null check (char_length(name) between 1 and 255),
        days_until_due integer not null check (days_until_due between 0 and 3650),
        discount_percent numeric(5, 2) check (discount_percent between 0 and 100),
        discount_days integer check (discount_days between 0 and 3650),
        is_default boolean not null default false,
        is_active boolean not null default true,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        primary key (business_id, id),
        constraint payment_terms_discount_within_term_check check (discount_days <= days_until_due),
        constraint payment_terms_default_is_active_check check (is_active or not is_default)
      )`);
    await queryRunner.query(
      `create unique index payment_terms_one_default on payment_terms (business_id) where is_default`,
    );
    await encloseTable(queryRunner, 'payment_terms');
    await queryRunner.query(`grant select, insert, update on payment_terms to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table payment_terms`);
  }
}
