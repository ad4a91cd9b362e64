import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an endpoint has yet to be told, for whoever watches the service: numbers, and nothing that belongs to a business. */
export class WebhookBacklogs1796000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table webhook_queue
        -- As the last turn has left it.
        add column waiting integer not null default 0,
        add column parked integer not null default 0,
        add column oldest_at timestamptz(3)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table webhook_queue drop column waiting, drop column parked, drop column oldest_at`,
    );
  }
}
