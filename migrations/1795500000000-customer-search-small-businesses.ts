import type { MigrationInterface, QueryRunner } from 'typeorm';
import { pinSearchPath, tokens as tokensBefore } from './1795338600000-customer-search.js';
import { search as searchBefore } from './1795400000000-customer-search-one-walk.js';

/**
 * Two digits of the business lead the tokens of the GIN index instead of one. With one, a business of 9,000 shared its
 * lists with sixty others where there are a thousand of them, and took twice as long to search as where there are ten;
 * with two there are four in a list. The index becomes half as large again.
 *
 * And 200 candidates of the misspelt are compared instead of 500: each is a row that has to be fetched from anywhere.
 */
export class CustomerSearchSmallBusinesses1795500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await replaceTokens(queryRunner, tokens, search);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await replaceTokens(queryRunner, tokensBefore, searchBefore);
  }
}

/**
 * The new index is made beside the old one, which the searches go on with until the end: only writes have to wait, on
 * ten million customers for minutes. They wait for the first statement, so that none of them holds a lock
 * on the table that the last ones would wait for in turn.
 */
async function replaceTokens(queryRunner: QueryRunner, newTokens: string, newSearch: string): Promise<void> {
  for (const statement of [
    'lock table customers in exclusive mode',
    `set local maintenance_work_mem = '256MB'`,
    'alter function customer_name_tokens rename to customer_name_tokens_before',
    newTokens,
    `create index customers_search_tokens_new on customers
       using gin (customer_name_tokens(business_id, name_search)) with (fastupdate = off)`,
    'drop index customers_search_tokens',
    'drop function customer_name_tokens_before',
    'alter index customers_search_tokens_new rename to customers_search_tokens',
    'analyze customers',
    newSearch,
    pinSearchPath,
  ]) {
    await queryRunner.query(statement);
  }
}

/** @throws if the text is not there */
function replaced(statement: string, before: string, now: string): string {
  if (!statement.includes(before)) throw new Error(`There is no ${before}`);
  return statement.replace(before, now);
}

const tokens = replaced(tokensBefore, 'right(business_id::text, 1)', 'right(business_id::text, 2)');

const search = replaced(
  replaced(searchBefore, 'right(business::text, 1)', 'right(business::text, 2)'),
  'most_candidates constant integer := 500',
  'most_candidates constant integer := 200',
);
