import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { layout } from '../../src/platform/embedded-postgres/layout.js';
import { type Arena, startContender } from '../arena.js';
import { callsOf } from '../load/workload.js';
import type { Operation } from '../options.js';
import { template } from '../template.js';
import { type Captured, tenantTransactionsOf } from './captured-statements.js';

const database = 'capture';
const timeoutMs = 5_000;

/** The transactions that the service sends for each operation, read off the log of the database server. */
export async function captureTransactions(
  { server, tenant, targets }: Arena,
  operations: readonly Operation[],
): Promise<Map<Operation, Captured[][]>> {
  await server.clone(template, database);
  await server.sql('postgres', `alter database ${database} set log_statement = 'all'`);
  const service = await startContender('service', server, database, tenant);
  const logFile = layout(server.directory).log;
  const captured = new Map<Operation, Captured[][]>();
  try {
    for (const operation of operations) {
      const before = (await readFile(logFile)).length;
      const [call] = callsOf(operation, targets, 0, 1);
      if (call === undefined) throw new Error(`There is no request for ${operation}`);
      const { method, path } = call;
      const body = call.body === undefined ? undefined : withNewText(call.body);
      const answer = await fetch(service.url + path, {
        method,
        headers: tenant.headers,
        ...(body === undefined ? {} : { body }),
      });
      await answer.arrayBuffer();
      if (!answer.ok) throw new Error(`The service answers ${operation} with ${answer.status}`);
      captured.set(operation, await transactionsBehind(logFile, before));
    }
  } finally {
    await service.stop();
    await server.sql('postgres', `drop database ${database} with (force)`);
  }
  return captured;
}

/** The id is made again in each transaction of the script, so that each update changes something. */
const withNewText = (body: string) =>
  JSON.stringify({ ...(JSON.parse(body) as object), notes: `Introduced by ${uuidv7()}` });

/** The log may be written a moment after the answer. */
async function transactionsBehind(logFile: string, offset: number): Promise<Captured[][]> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await delay(50)) {
    const transactions = tenantTransactionsOf((await readFile(logFile)).subarray(offset).toString());
    if (transactions.length > 0) return transactions;
  }
  throw new Error('The log of the database server holds no transaction of the service');
}
