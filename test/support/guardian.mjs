/* node guardian.mjs <directory>: waits for the end of its standard input, and then removes what a test run has left behind. */
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [directory = ''] = process.argv.slice(2);
const timeoutMs = 10_000;
/** A data directory is at most so deep: <directory>/<of a test>/data/postgres/data. */
const maxDepth = 5;

const entriesOf = (path) => readdir(path, { withFileTypes: true }).catch(() => []);

/** The ids of the PostgreSQL servers whose data is in the directory. */
async function serversIn(path, depth = 0) {
  const entries = await entriesOf(path);
  if (entries.some(({ name }) => name === 'postmaster.pid')) {
    const pid = Number((await readFile(join(path, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[0]);
    // The number may belong to another program by now. Where there is no /proc, it is believed.
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
    return pid > 1 && (cwd === path || process.platform !== 'linux') ? [pid] : [];
  }
  if (depth === maxDepth) return [];
  const within = entries.filter((entry) => entry.isDirectory());
  return (await Promise.all(within.map(({ name }) => serversIn(join(path, name), depth + 1)))).flat();
}

/** The ids of the processes that have the run in their environment: workers of jest, and what they have started. */
async function processesOfRun() {
  const pids = (await entriesOf('/proc')).map(({ name }) => Number(name)).filter((pid) => pid > 1);
  const marked = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return pid !== process.pid && environment.split('\0').includes(`TEST_RUN=${directory}`);
    }),
  );
  return pids.filter((_, index) => marked[index]);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

process.stdin.resume();
await new Promise((resolve) => process.stdin.on('close', resolve));

const deadline = Date.now() + timeoutMs;
for (;;) {
  const [processes, servers] = await Promise.all([processesOfRun(), serversIn(directory)]);
  for (const pid of processes) signal(pid, 'SIGKILL');
  for (const pid of servers) signal(pid, 'SIGQUIT');
  if (processes.length + servers.length === 0 || Date.now() > deadline) break;
  await delay(50);
}
await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
