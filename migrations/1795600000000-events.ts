import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encloseTable } from './tenant-table.js';

/** What has changed, written by the statement that changes it: docs/adr/0008. */
export class Events1795600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // One row for each business, rewritten by every transaction that changes anything of it: the free space keeps the
    // versions of the row on its own page.
    await queryRunner.query(`
      create table event_positions (
        business_id uuid primary key references businesses (id),
        last_position bigint not null,
        last_occurred_at timestamptz(3) not null
      ) with (fillfactor = 10)`);
    // No foreign key: the counter's row has one, and a check for each event would lock the row of the business once more.
    await queryRunner.query(`
      create table events (
        business_id uuid not null,
        position bigint not null,
        id uuid not null,
        type text collate "C" not null,
        entity_id uuid not null,
        -- of a contact
        customer_id uuid,
        occurred_at timestamptz(3) not null,
        actor json not null,
        -- The resource as it was, where it stays, and as it is; or as it was last, if it is gone.
        before json,
        data json not null,
        primary key (business_id, position)
      )`);
    await queryRunner.query(`create index events_entity on events (business_id, entity_id, position)`);
    await queryRunner.query(
      `create index events_customer on events (business_id, customer_id, position) where customer_id is not null`,
    );
    await queryRunner.query(`create index events_type on events (business_id, type, position)`);
    for (const table of ['event_positions', 'events']) {
      await encloseTable(queryRunner, table);
    }
    await queryRunner.query(`grant select, insert, update on event_positions to customers_service`);
    await queryRunner.query(`grant select, insert, update, delete on events to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table events`);
    await queryRunner.query(`drop table event_positions`);
  }
}
