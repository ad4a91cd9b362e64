import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encloseTable } from './tenant-table.js';
import { sqlOf } from './sql-files.js';

export class Customers1795338300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(sqlOf('customer_name_fold'));
    // E-mail addresses are compared in lower case, which ICU makes, so that it does not depend on the locale of the
    // operating system; all order is by code point, so that no upgrade of a collation changes it.
    await queryRunner.query(`
      create table customers (
        business_id uuid not null references businesses (id),
        id uuid not null,
        name text not null check (char_length(name) between 1 and 255),
        -- the order of names, and what the search reads: folded, then, behind what is lower than any letter, as it is
        name_order text collate "C" not null generated always as (customer_name_fold(name) || E'\\x01' || name) stored,
        email text not null check (char_length(email) <= 254),
        email_lower text collate "C" not null generated always as (lower(email collate "und-x-icu")) stored,
        address text check (char_length(address) <= 2000),
        phone text check (char_length(phone) <= 50),
        tax_id text check (char_length(tax_id) <= 64),
        website text check (char_length(website) <= 2048),
        notes text check (char_length(notes) <= 10000),
        credit_limit_cents bigint check (credit_limit_cents between 0 and 9007199254740991),
        credit_limit_order bigint not null generated always as (coalesce(credit_limit_cents, -1)) stored,
        default_payment_term_id uuid,
        status text collate "C" not null default 'active'
          constraint customers_status_check check (status in ('active', 'inactive', 'blocked')),
        category text collate "C" check (char_length(category) <= 100),
        invoice_footer text check (char_length(invoice_footer) <= 5000),
        stripe_customer_id text collate "C",
        is_deleted boolean not null generated always as (deleted_at is not null) stored,
        deleted_at timestamptz(3),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        primary key (business_id, id),
        constraint customers_default_payment_term_fkey
          foreign key (business_id, default_payment_term_id) references payment_terms (business_id, id)
      )`);
    // The id is a UUID v7 and created_at is the time within it, so that the order by id is the order of creation:
    // every index that ends with the id also serves the default order of the lists.
    await queryRunner.query(`create index customers_created on customers (business_id, is_deleted, id)`);
    await queryRunner.query(
      `create index customers_updated on customers (business_id, is_deleted, updated_at, id)`,
    );
    await queryRunner.query(
      `create index customers_name on customers (business_id, is_deleted, name_order, id)`,
    );
    await queryRunner.query(
      `create index customers_email on customers (business_id, is_deleted, email_lower, id)`,
    );
    // Customers without a credit limit come before those with one of 0. It is a column, because under row-level
    // security an index does not find rows by coalesce(): the planner does not hold it to be leakproof.
    await queryRunner.query(
      `create index customers_credit_limit on customers (business_id, is_deleted, credit_limit_order, id)`,
    );
    await queryRunner.query(
      `create index customers_status on customers (business_id, is_deleted, status, id)`,
    );
    await queryRunner.query(
      `create index customers_category on customers (business_id, is_deleted, category, id) where category is not null`,
    );
    await queryRunner.query(`
      create unique index customers_stripe_customer_key on customers (business_id, stripe_customer_id)
        where stripe_customer_id is not null and not is_deleted`);
    await encloseTable(queryRunner, 'customers');
    await queryRunner.query(`grant select, insert, update on customers to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table customers`);
    await queryRunner.query(`drop function customer_name_fold`);
  }
}
