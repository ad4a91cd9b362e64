import type { SendPipeline } from '../../../src/platform/database/connections.js';
import { Database } from '../../../src/platform/database/database.js';
import type { Statement } from '../../../src/platform/database/statement.js';

/** What `recordedWrite` adds to a statement, between the write and what the statement answers with. */
const recording = /,\s+told as \([\s\S]*?returning e\.position\s+\)/;

/** The same write, which reports no change. */
function silent(statement: Statement): Statement {
  if (statement.recordsEvents !== true) return statement;
  const { recordsEvents: _recordsEvents, ...write } = statement;
  const text = write.text.replace(recording, '');
  if (text === write.text) throw new Error(`${write.name} records its events in another way`);
  const parameters = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  return { ...write, text, values: write.values.slice(0, Math.max(...parameters)) };
}

// The service as it is, but for what it sends to the database: what events cost is the difference.
// eslint-disable-next-line typescript/unbound-method -- it is called with the database that it belongs to
const use = Database.prototype.use;
Database.prototype.use = function useSilently<T>(
  this: Database,
  owner: string,
  work: (sendPipeline: SendPipeline) => Promise<T>,
) {
  return use.call(this, owner, (sendPipeline) =>
    work((statements) => sendPipeline(statements.map(silent))),
  ) as Promise<T>;
};

await import('../../../src/main.js');
