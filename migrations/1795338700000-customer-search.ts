import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The functions of the search, each in a file of its name, those first that others are made of. */
const functions = [
  'customer_search_words',
  'customer_search_significant_words',
  'customer_search_patterns',
  'customer_search_prefix_query',
  'customer_search_token_query',
  'customer_search_typo_clause',
  'customer_search_typo_query',
  'customer_search_missing_word_condition',
  'customer_search_page',
  'customers_search',
];

const sqlOf = (name: string) => readFileSync(new URL(`search/${name}.sql`, import.meta.url), 'utf8');

/** Fuzzy search on the name. docs/search.md says what it finds, in which order, and how far it looks. */
export class CustomerSearch1795338700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // For similarity(), which orders the misspelt.
    await queryRunner.query(`create extension if not exists pg_trgm`);
    await queryRunner.query(sqlOf('customer_name_fold'));
    await queryRunner.query(sqlOf('customer_name_tokens'));
    // The blanks at both ends make "a word starts here" and "a word ends here" plain LIKE patterns.
    await queryRunner.query(`
      alter table customers add column name_search text collate "C" not null
        generated always as (' ' || customer_name_fold(name) || ' ') stored`);
    await queryRunner.query(
      `create index customers_search_name on customers (business_id, is_deleted, name_search, id)`,
    );
    // An expression and not a column: the tokens stay out of the heap. Without fastupdate every insert pays its own
    // way: there is no pending list for searches to read through, nor for an unlucky insert to flush.
    await queryRunner.query(`
      create index customers_search_tokens on customers
        using gin (customer_name_tokens(business_id, name_search)) with (fastupdate = off)`);
    for (const name of functions) await queryRunner.query(sqlOf(name));
    await queryRunner.query(pinSearchPath);
    await queryRunner.query(`revoke execute on function customers_search from public`);
    await queryRunner.query(`grant execute on function customers_search to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of functions.toReversed()) await queryRunner.query(`drop function ${name}`);
    await queryRunner.query(`drop index customers_search_tokens`);
    await queryRunner.query(`alter table customers drop column name_search`);
    await queryRunner.query(`drop function customer_name_tokens, customer_name_fold`);
    // pg_trgm stays: others may use it by now.
  }
}

/**
 * The function looks tables and functions up when it runs, and does so in these schemas only, whatever the caller's
 * search_path; a temporary table of the same name comes last.
 */
const pinSearchPath = `
  do $$
  declare
    path constant text := format('pg_catalog, %I, %I, pg_temp', current_schema(),
      (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
  begin
    execute 'alter function customers_search set search_path = ' || path;
  end $$`;
