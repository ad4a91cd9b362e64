import { type PoolClient, Query, type QueryResult } from 'pg';
import type { BusinessId } from './business-id.js';
import type { Statement } from './statement.js';

/** What pg's Query does with the protocol's messages, which its types leave out. */
interface ProtocolQuery {
  prepare(connection: ProtocolConnection): void;
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: unknown): void;
}

interface ProtocolConnection {
  bind(config: { statement: string; values: readonly string[] }): void;
  execute(config: { portal: string }): void;
}

type Callback = (error: Error | null, result: QueryResult<object>) => void;

const Base = Query as unknown as new (
  config: Statement & { queryMode: 'extended' },
  values: undefined,
  callback: Callback,
) => ProtocolQuery & Query;

const setBusiness = { name: 'set_business', text: 'select set_business($1)' };
const preparedOn = new WeakSet<PoolClient>();

/**
 * A query of pg's with the business before it. Both are bound and executed ahead of one Sync, which makes them one
 * transaction of the server's own: committed when the Sync is reached, or rolled back together. That is two
 * statements and three Syncs less than BEGIN, the business, the statement and COMMIT.
 */
class BusinessQuery extends Base {
  private isBusinessSet = false;

  constructor(
    private readonly businessId: BusinessId,
    statement: Statement,
    callback: Callback,
  ) {
    // Without values or a name it would be a simple query, which is a transaction by itself, without a business.
    super({ ...statement, queryMode: 'extended' }, undefined, callback);
  }

  override prepare(connection: ProtocolConnection): void {
    connection.bind({ statement: setBusiness.name, values: [this.businessId] });
    connection.execute({ portal: '' });
    super.prepare(connection);
  }

  /** The first row and the first completion are the business's. */
  override handleDataRow(message: unknown): void {
    if (this.isBusinessSet) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, connection: unknown): void {
    if (this.isBusinessSet) super.handleCommandComplete(message, connection);
    else this.isBusinessSet = true;
  }
}

/** Runs one statement as a transaction of the business, in one flight. */
export async function runInBusiness<Row extends object>(
  client: PoolClient,
  businessId: BusinessId,
  statement: Statement,
): Promise<Row[]> {
  if (!preparedOn.has(client)) {
    // Once for each connection, and outside of any transaction, where it sets nothing.
    await client.query({ ...setBusiness, values: [businessId] });
    preparedOn.add(client);
  }
  return new Promise((resolve, reject) => {
    const settle: Callback = (error, result) => {
      if (error) reject(error);
      else resolve(result.rows as Row[]);
    };
    client.query(new BusinessQuery(businessId, statement, settle));
  });
}
