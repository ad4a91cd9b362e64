import { readdir, readFile } from 'node:fs/promises';

/** Linux counts the time of processes in hundredths of a second, whatever the kernel's own clock. */
const ticksPerMs = 0.1;

interface Times {
  readonly parent: number;
  readonly ownMs: number;
  /** Of the children that have ended. */
  readonly childrenMs: number;
}

/** Undefined where there is no such process, or no /proc. */
async function timesOf(pid: number | string): Promise<Times | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name, in parentheses, may hold spaces.
  const fields = stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  if (fields === undefined) return undefined;
  const [, parent = 0] = fields;
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15);
  return {
    parent,
    ownMs: (user + system) / ticksPerMs,
    childrenMs: (childrenUser + childrenSystem) / ticksPerMs,
  };
}

/** Processor time of one process, all its threads included; NaN without /proc. */
export async function cpuMs(pid: number): Promise<number> {
  return (await timesOf(pid))?.ownMs ?? Number.NaN;
}

/** Processor time of a PostgreSQL server: of its main process, those that it has, and those that it had. */
export async function serverCpuMs(postmaster: number): Promise<number> {
  const before = await timesOf(postmaster);
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(names.map(timesOf));
  const main = await timesOf(postmaster);
  if (before === undefined || main === undefined) return Number.NaN;
  // One that ended meanwhile was counted twice, or not at all.
  if (main.childrenMs !== before.childrenMs) return serverCpuMs(postmaster);
  return all
    .filter((times) => times?.parent === postmaster)
    .reduce((sum, times) => sum + (times?.ownMs ?? 0), main.ownMs + main.childrenMs);
}

/** Resident memory; NaN without /proc. */
export async function rssMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN) / 1_024;
}
