import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serviceOptions } from '../../ormconfig.js';
import type { Arena } from '../arena.js';
import { template } from '../template.js';
import { type Measurement, type Round, settleMs } from '../measure.js';
import type { Operation } from '../options.js';
import { serverCpuMs } from '../usage.js';
import { captureTransactions } from './pgbench-capture.js';
import { scriptOf } from './pgbench-script.js';

const execute = promisify(execFile);

const database = 'bench_pgbench';

/** Within the time, every connection has to prepare its statements first. */
const minSeconds = 3;

/** The service's own statements without any service: what the database itself can do. */
export class Pgbench {
  private constructor(
    private readonly url: string,
    private readonly postmaster: number,
    private readonly scripts: ReadonlyMap<Operation, string>,
    /** The settings of the service's own connections. */
    private readonly options: string,
  ) {}

  /** @returns undefined where there is no pgbench on the PATH; it does not come with the npm packages */
  static async prepare(arena: Arena, operations: readonly Operation[]): Promise<Pgbench | undefined> {
    const isThere = await execute('pgbench', ['--version']).then(
      () => true,
      () => false,
    );
    if (!isThere) return undefined;
    const { server, tenant, targets } = arena;
    const captured = await captureTransactions(arena, operations);
    await server.clone(template, database);
    const url = server.url(database);
    const tokens = await server.sql<{ id: string }>(database, 'select id::text from tokens');
    const fixedIds = new Set([tenant.businessId, ...tokens.map(({ id }) => id)]);
    const scripts = new Map<Operation, string>();
    for (const [operation, transactions] of captured) {
      const file = join(server.directory, `pgbench-${operation}.sql`);
      await writeFile(file, await scriptOf(transactions, { url, fixedIds, targets }));
      scripts.set(operation, file);
    }
    const { options = '' } = serviceOptions({ url }).connections;
    return new Pgbench(url, server.pid, scripts, options);
  }

  async measure({ operation, connections, seconds }: Round): Promise<Measurement> {
    const time = Math.max(minSeconds, Math.ceil(seconds));
    const before = await serverCpuMs(this.postmaster);
    const { stdout } = await execute(
      'pgbench',
      [
        '--no-vacuum',
        '--protocol=prepared',
        '--jobs=1',
        `--client=${connections}`,
        `--time=${time}`,
        `--file=${this.scripts.get(operation)}`,
        this.url,
      ],
      {
        env: { PATH: process.env['PATH'] ?? '', PGOPTIONS: this.options },
        timeout: (time + 30) * 1_000,
      },
    );
    await delay(settleMs);
    const done = Number(/^number of transactions actually processed: (\d+)/m.exec(stdout)?.[1]);
    const failed = Number(/^number of failed transactions: (\d+)/m.exec(stdout)?.[1] ?? 0);
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(stdout)?.[1]);
    if (!(done > 0) || failed > 0) throw new Error(`pgbench failed at ${operation}:\n${stdout}`);
    return {
      requestsPerSecond: perSecond,
      serverCpuMs: Number.NaN,
      databaseCpuMs: ((await serverCpuMs(this.postmaster)) - before) / done,
      p50Ms: Number.NaN,
      p99Ms: Number.NaN,
      rssMiB: Number.NaN,
    };
  }
}
