import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An endpoint counts its turns that have failed for a reason in the service, so that it is not retried forever. */
export class FailedWebhookTurns1796100100000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      alter table webhook_queue
        -- Since the last turn that came to its end.
        add column failures integer not null default 0,
        -- No turn before this time, whatever becomes due.
        add column retry_at timestamptz(3)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table webhook_queue drop column failures, drop column retry_at`);
  }
}
