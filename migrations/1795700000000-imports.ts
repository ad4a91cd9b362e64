import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encloseTable } from './tenant-table.js';

/**
 * Files of customers that were sent: what became of them, their bytes, and the rows that were not stored. A queue, which
 * belongs to no business, says to every process which of them are to be worked on.
 */
export class Imports1795700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table imports (
        business_id uuid not null references businesses (id),
        id uuid not null,
        state text collate "C" not null check (state in ('receiving', 'queued', 'running', 'completed', 'failed', 'cancelled')),
        file_name text not null check (char_length(file_name) <= 255),
        file_bytes bigint not null default 0,
        options json not null,
        actor json not null,
        -- Of the process that works on it: whoever holds another lease changes nothing.
        lease uuid,
        -- Grows with every change, so that whoever follows the progress knows what is new.
        revision bigint not null default 0,
        bytes_read bigint not null default 0,
        rows_read bigint not null default 0,
        created bigint not null default 0,
        updated bigint not null default 0,
        unchanged bigint not null default 0,
        skipped bigint not null default 0,
        failed bigint not null default 0,
        findings json,
        preview json,
        error text,
        -- How long it has been worked on.
        worked_ms bigint not null default 0,
        created_at timestamptz(3) not null,
        started_at timestamptz(3),
        finished_at timestamptz(3),
        primary key (business_id, id)
      )`);
    await queryRunner.query(`
      create table import_chunks (
        business_id uuid not null,
        import_id uuid not null,
        position integer not null,
        bytes bytea not null,
        primary key (business_id, import_id, position),
        foreign key (business_id, import_id) references imports (business_id, id)
      )`);
    // What was sent is read as often as it was written: to compress it would cost more than it saves.
    await queryRunner.query(`alter table import_chunks alter column bytes set storage external`);
    await queryRunner.query(`
      create table import_problems (
        business_id uuid not null,
        import_id uuid not null,
        first_row bigint not null,
        problems json not null,
        primary key (business_id, import_id, first_row),
        foreign key (business_id, import_id) references imports (business_id, id)
      )`);
    for (const table of ['imports', 'import_chunks', 'import_problems']) {
      await encloseTable(queryRunner, table);
      await queryRunner.query(`grant select, insert, update, delete on ${table} to customers_service`);
    }
    // Which work is to be done, by whatever process: ids, and nothing that belongs to a business.
    await queryRunner.query(`
      create table import_queue (
        import_id uuid primary key,
        business uuid not null references businesses (id),
        -- Whose turn is next.
        queued_at timestamptz(3) not null,
        -- Until then a process works on it, or has nothing to do with it.
        busy_until timestamptz(3) not null
      )`);
    await queryRunner.query(`grant select, insert, update, delete on import_queue to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table import_queue, import_problems, import_chunks, imports`);
  }
}
