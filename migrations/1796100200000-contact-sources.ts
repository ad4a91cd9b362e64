import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The customer that a contact was taken from by its first merge: the erasure of that customer erases the contact, also
 * after the customer was restored.
 */
export class ContactSources1796100200000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table customer_contacts add column source_customer_id uuid`);
    await queryRunner.query(`
      create index customer_contacts_source on customer_contacts (business_id, source_customer_id)
        where source_customer_id is not null`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop index customer_contacts_source`);
    await queryRunner.query(`alter table customer_contacts drop column source_customer_id`);
  }
}
