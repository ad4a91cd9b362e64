import type { MigrationInterface, QueryRunner } from 'typeorm';

const queues = ['import_queue', 'webhook_queue'];

/**
 * Puts the queues under row-level security: a transaction of a business reaches the rows of that business. The workers,
 * which look for the work of all businesses, say so in their transaction; without either, there are no rows.
 *
 * An import counts its attempts, so that one that fails again and again comes to its end.
 */
export class EnclosedQueues1796100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const queue of queues) {
      await queryRunner.query(`alter table ${queue} enable row level security`);
      await queryRunner.query(`
        create policy ${queue}_of_business on ${queue} using (
          business = nullif(current_setting('app.business_id', true), '')::uuid
          or current_setting('app.queues', true) = 'all'
        )`);
    }
    await queryRunner.query(`
      alter table imports
        -- Since rows were stored for the last time, the present one included.
        add column attempts integer not null default 0,
        -- After the most attempts: the rows that were not read are among the rejects.
        add column is_given_up boolean not null default false`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table imports drop column attempts, drop column is_given_up`);
    for (const queue of queues) {
      await queryRunner.query(`drop policy ${queue}_of_business on ${queue}`);
      await queryRunner.query(`alter table ${queue} disable row level security`);
    }
  }
}
