import { join } from 'node:path';
import type { Cleanup } from './cleanup.js';
import { type Contender, contenders } from './contenders/contender.js';
import { type DatabaseServer, startDatabaseServer } from './database-server.js';
import { Load } from './load/load.js';
import type { Target } from './load/workload.js';
import { type ServerProcess, startServerProcess } from './server-process.js';
import { makeTemplate, template, type Tenant } from './template.js';

/** A contender that runs, and its database. */
export interface Entrant {
  readonly name: Contender['name'];
  readonly database: string;
  readonly process: ServerProcess;
}

/** Everything that a run needs: one database server, the load generator, and the contenders, all on this machine. */
export interface Arena {
  readonly server: DatabaseServer;
  readonly tenant: Tenant;
  readonly targets: readonly Target[];
  readonly load: Load;
  enter(name: Contender['name']): Promise<Entrant>;
}

export const databaseOf = (name: string) => `bench_${name}`;

export async function openArena(cleanup: Cleanup, customers: number): Promise<Arena> {
  const server = await startDatabaseServer(cleanup);
  const { tenant, targets } = await makeTemplate(server, customers);
  const load = await Load.start(targets);
  cleanup.add(() => load.stop());
  return {
    server,
    tenant,
    targets,
    load,
    enter: async (name) => {
      const database = databaseOf(name);
      await server.clone(template, database);
      const process = await startContender(name, server, database, tenant);
      cleanup.add(() => process.stop());
      return { name, database, process };
    },
  };
}

export function startContender(
  name: Contender['name'],
  server: Pick<DatabaseServer, 'directory' | 'url'>,
  database: string,
  tenant: Tenant,
): Promise<ServerProcess> {
  const contender = contenders.find((candidate) => candidate.name === name);
  if (contender === undefined) throw new Error(`There is no contender ${name}`);
  return startServerProcess({
    name,
    arguments: contender.arguments,
    environment: contender.environment(server.url(database), tenant),
    logFile: join(server.directory, `${name}.log`),
  });
}
