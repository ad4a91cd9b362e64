import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';
import type { BusinessId } from './business-id.js';
import { runInBusiness } from './business-query.js';
import { Database } from './database.js';
import type { Statement } from './statement.js';

/** Runs one statement within the transaction that it was made for. */
export type Run = <Row extends object>(statement: Statement) => Promise<Row[]>;

const setBusiness = (businessId: BusinessId) => ({
  name: 'set_business',
  text: 'select set_business($1)',
  values: [businessId],
});

/**
 * The only door to tenant data. Each transaction belongs to one business, which row-level security reads from a
 * setting that ends with the transaction: a connection that goes back to the pool belongs to nobody.
 */
@Injectable()
export class BusinessTransaction {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** One statement in one round trip. */
  async query<Row extends object>(businessId: BusinessId, statement: Statement): Promise<Row[]> {
    const client = await this.database.pool.connect();
    try {
      return await runInBusiness<Row>(client, businessId, statement);
    } finally {
      client.release();
    }
  }

  /** Statements that do not depend on each other, in one transaction and one round trip: the rows of each. */
  async queryAll<Row extends object>(
    businessId: BusinessId,
    statements: readonly Statement[],
  ): Promise<Row[][]> {
    const [only, ...others] = statements;
    if (only !== undefined && others.length === 0) return [await this.query<Row>(businessId, only)];
    const [, ...results] = await this.database.transaction<Row>([setBusiness(businessId), ...statements]);
    return results;
  }

  /** Several statements that depend on each other: all of them, or, if `work` throws, none. */
  async run<T>(businessId: BusinessId, work: (run: Run) => Promise<T>): Promise<T> {
    const client = await this.database.pool.connect();
    try {
      await Promise.all([client.query('begin'), client.query(setBusiness(businessId))]);
      const result = await work((statement) => runOn(client, statement));
      await client.query('commit');
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot roll back is given up.
      await client.query('rollback').then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
  }
}

async function runOn<Row extends object>(client: pg.PoolClient, statement: Statement): Promise<Row[]> {
  const result = await client.query<Row>({ ...statement, values: [...statement.values] });
  return result.rows;
}
