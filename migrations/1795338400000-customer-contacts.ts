import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encloseTable } from './tenant-table.js';

export class CustomerContacts1795338400000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table customer_contacts (
        business_id uuid not null,
        customer_id uuid not null,
        id uuid not null,
        name text not null check (char_length(name) between 1 and 255),
        email text check (char_length(email) <= 254),
        phone text check (char_length(phone) <= 50),
        role text check (char_length(role) <= 100),
        is_primary boolean not null default false,
        notes text check (char_length(notes) <= 10000),
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        primary key (business_id, customer_id, id),
        constraint customer_contacts_customer_fkey
          foreign key (business_id, customer_id) references customers (business_id, id)
      )`);
    await queryRunner.query(`
      create unique index customer_contacts_one_primary on customer_contacts (business_id, customer_id)
        where is_primary`);
    await encloseTable(queryRunner, 'customer_contacts');
    await queryRunner.query(`grant select, insert, update, delete on customer_contacts to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table customer_contacts`);
  }
}
