import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sqlOf } from './sql-files.js';

/** What the index is made of, those first that others are made of. */
const tokenFunctions = ['customer_search_is_dense', 'customer_name_core', 'customer_name_tokens'];

const functions = [
  'customer_search_words',
  'customer_search_patterns',
  'customer_search_prefix_query',
  'customer_search_piece_query',
  'customer_search_split_query',
  'customer_search_token_query',
  'customer_search_typo_clause',
  'customer_search_missing_word_query',
  'customer_search_sample',
  'customer_search_sampled',
  'customer_search_rarest_words',
  'customer_search_conditions',
  'customer_search_source',
  'customer_search_page',
  'customer_search_walk',
  'customer_search_first',
  'customer_search_among',
  'customer_search_candidates',
  'customer_search_alike',
  'customers_search',
];

/** Fuzzy search on the name. docs/search.md says what it finds, in which order, and how far it looks. */
export class CustomerSearch1795338700000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    // For similarity(), which orders the misspelt.
    await queryRunner.query(`create extension if not exists pg_trgm`);
    for (const name of tokenFunctions) await queryRunner.query(sqlOf(name));
    await queryRunner.query(pinSearchPath('customer_name_tokens'));
    // An expression and not a column: the tokens stay out of the heap. Without fastupdate every insert pays its own
    // way: there is no pending list for searches to read through, nor for an unlucky insert to flush.
    await queryRunner.query(`
      create index customers_search_tokens on customers
        using gin (customer_name_tokens(business_id, name_order)) with (fastupdate = off)`);
    for (const name of functions) await queryRunner.query(sqlOf(name));
    await queryRunner.query(pinSearchPath('customers_search'));
    await queryRunner.query(
      `revoke execute on function customers_search, customer_search_candidates, customer_search_alike from public`,
    );
    await queryRunner.query(`grant execute on function customers_search to customers_service`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const name of functions.toReversed()) await queryRunner.query(`drop function ${name}`);
    await queryRunner.query(`drop index customers_search_tokens`);
    for (const name of tokenFunctions.toReversed()) await queryRunner.query(`drop function ${name}`);
    // pg_trgm stays: others may use it by now.
  }
}

/**
 * A function that looks tables and functions up when it runs does so in these schemas only, whatever the caller's
 * search_path; a temporary table of the same name comes last.
 */
const pinSearchPath = (name: string) => `
  do $$
  declare
    path constant text := format('pg_catalog, %I, %I, pg_temp', current_schema(),
      (select n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace where e.extname = 'pg_trgm'));
  begin
    execute 'alter function ${name} set search_path = ' || path;
  end $$`;
