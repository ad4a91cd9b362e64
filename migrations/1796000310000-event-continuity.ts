import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last event that retention removed: a reader that stopped there can still prove that it read this history. */
export class EventContinuity1796000310000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table event_positions add column removed_position bigint, add column removed_id uuid`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `alter table event_positions drop column removed_position, drop column removed_id`,
    );
  }
}
