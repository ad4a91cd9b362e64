import type { MigrationInterface, QueryRunner } from 'typeorm';
import { encloseTable } from './tenant-table.js';

/** What was answered to a request that may be sent again; written in the transaction of the change itself. */
export class IdempotencyKeys1795338500000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table idempotency_keys (
        business_id uuid not null references businesses (id),
        route text collate "C" not null,
        key text collate "C" not null check (char_length(key) between 1 and 255),
        fingerprint bytea not null,
        body text not null,
        created_at timestamptz(3) not null default now(),
        primary key (business_id, route, key)
      )`);
    await queryRunner.query(
      `create index idempotency_keys_created on idempotency_keys (business_id, created_at)`,
    );
    await encloseTable(queryRunner, 'idempotency_keys');
    await queryRunner.query(`grant select, insert, update, delete on idempotency_keys to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table idempotency_keys`);
  }
}
