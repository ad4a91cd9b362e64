import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What names are compared by where duplicates are looked for: docs/adr/0014. */
export class AlikeNames1795700300000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // Folded, without legal forms, the words in one order: "Smith, John" is "John Smith".
    await queryRunner.query(`
      create function customer_name_alike(name text) returns text
      language sql immutable parallel safe
      return (
        select coalesce(string_agg(word, ' ' order by word collate "C"), '')
        from string_to_table(customer_name_core(customer_name_fold(name)), ' ') as word where word <> ''
      )`);
    // The body is bound to the extension's function, whatever schema that is in and whatever the search_path.
    await queryRunner.query(`
      do $$ begin
        execute format(
          'create function customer_names_similarity(one text, other text) returns real
           language sql immutable parallel safe return %I.similarity(one, other)',
          (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
      end $$`);
    await queryRunner.query(`
      alter table customers add column name_alike text collate "C" not null
        generated always as (customer_name_alike(name)) stored`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`alter table customers drop column name_alike`);
    await queryRunner.query(`drop function customer_names_similarity(text, text)`);
    await queryRunner.query(`drop function customer_name_alike(text)`);
  }
}
