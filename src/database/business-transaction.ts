import { Inject, Injectable } from '@nestjs/common';
import type { BusinessId } from './business-id.js';
import { Database } from './database.js';
import { fly } from './flight.js';
import type { Statement } from './statement.js';

/** Runs one statement within the transaction that it was made for. */
export type Run = <Row extends object>(statement: Statement) => Promise<Row[]>;

const begin: Statement = { text: 'begin', values: [], rowOf: () => ({}) };

const setBusiness = (businessId: BusinessId): Statement => ({
  name: 'set_business',
  text: 'select set_business($1)',
  values: [businessId],
  rowOf: () => ({}),
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
    const [rows = []] = await this.queryAll<Row>(businessId, [statement]);
    return rows;
  }

  /** Statements that do not depend on each other, in one transaction and one round trip: the rows of each. */
  async queryAll<Row extends object>(
    businessId: BusinessId,
    statements: readonly Statement[],
  ): Promise<Row[][]> {
    const [, ...results] = await this.database.transaction<Row>([setBusiness(businessId), ...statements]);
    return results;
  }

  /** Several statements that depend on each other: all of them, or, if `work` throws, none. */
  async run<T>(businessId: BusinessId, work: (run: Run) => Promise<T>): Promise<T> {
    const client = await this.database.pool.connect();
    const run: Run = async <Row extends object>(statement: Statement) => {
      const [rows = []] = await fly(client, [statement]);
      return rows as Row[];
    };
    try {
      await fly(client, [begin, setBusiness(businessId)]);
      const result = await work(run);
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
