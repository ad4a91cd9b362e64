import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encloseTable } from './tenant-table.js';

/**
 * Endpoints that are notified of events: their deliveries and the results. A queue, which belongs to no business,
 * says to every process which of them have something to be told: docs/adr/0013.
 */
export class Webhooks1795800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table webhooks (
        business_id uuid not null references businesses (id),
        id uuid not null,
        url text not null check (char_length(url) <= 2048),
        description text check (char_length(description) <= 500),
        -- None: events of all types.
        event_types text[] not null,
        is_active boolean not null,
        failing_since timestamptz(3),
        disabled_at timestamptz(3),
        -- Events up to it are among the deliveries, as far as the endpoint is to be notified of them.
        last_position bigint not null,
        -- Of the process that works for it: whoever holds another lease changes nothing.
        lease uuid,
        created_at timestamptz(3) not null,
        updated_at timestamptz(3) not null,
        primary key (business_id, id)
      )`);
    await queryRunner.query(`
      create table webhook_secrets (
        business_id uuid not null,
        webhook_id uuid not null,
        id uuid not null,
        secret text not null,
        -- Of one that another has taken the place of.
        expires_at timestamptz(3),
        primary key (business_id, webhook_id, id),
        foreign key (business_id, webhook_id) references webhooks (business_id, id)
      )`);
    // What is sent is read from the event when it is sent, so that nothing of a customer is kept here.
    await queryRunner.query(`
      create table webhook_deliveries (
        business_id uuid not null,
        webhook_id uuid not null,
        -- of the event
        id uuid not null,
        event_type text collate "C" not null,
        -- 0: a test, which is no event of the log
        position bigint not null,
        entity_id uuid not null,
        -- What the order is kept of: a customer with its contacts, or a payment term.
        subject uuid not null,
        occurred_at timestamptz(3) not null,
        state text collate "C" not null check (state in ('pending', 'delivered', 'parked')),
        attempts integer not null default 0,
        -- Of the first that is pending of its subject; those behind it wait for it.
        next_attempt_at timestamptz(3),
        last_attempt_at timestamptz(3),
        last_status integer,
        last_error text,
        delivered_at timestamptz(3),
        primary key (business_id, webhook_id, id),
        foreign key (business_id, webhook_id) references webhooks (business_id, id)
      )`);
    await queryRunner.query(`
      create index webhook_deliveries_due on webhook_deliveries (business_id, webhook_id, next_attempt_at)
        where next_attempt_at is not null`);
    await queryRunner.query(`
      create index webhook_deliveries_subject on webhook_deliveries (business_id, webhook_id, subject, position, id)
        where state = 'pending'`);
    await queryRunner.query(`
      create index webhook_deliveries_state on webhook_deliveries (business_id, webhook_id, state, id)`);
    await queryRunner.query(`
      create index webhook_deliveries_position on webhook_deliveries (business_id, position) where state = 'pending'`);
    for (const table of ['webhooks', 'webhook_secrets', 'webhook_deliveries']) {
      await encloseTable(queryRunner, table);
      await queryRunner.query(`grant select, insert, update, delete on ${table} to customers_service`);
    }
    // The endpoints that are active: ids, and nothing that belongs to a business.
    await queryRunner.query(`
      create table webhook_queue (
        webhook_id uuid primary key,
        business uuid not null references businesses (id),
        -- When it is to be looked at next; infinity while a process does, unless there is something new.
        due_at timestamptz(3) not null,
        -- Until then a process works for it, or has nothing to do with it.
        busy_until timestamptz(3) not null,
        -- One that takes nothing does not keep those waiting that do.
        is_failing boolean not null default false
      )`);
    await queryRunner.query(`create index webhook_queue_due on webhook_queue (is_failing, due_at)`);
    await queryRunner.query(`create index webhook_queue_business on webhook_queue (business)`);
    await queryRunner.query(`grant select, insert, update, delete on webhook_queue to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table webhook_queue, webhook_deliveries, webhook_secrets, webhooks`);
  }
}
