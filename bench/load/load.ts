import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromWorker, Job, LoadResult, ToWorker } from './job.js';
import type { Target } from './workload.js';

const worker = fileURLToPath(new URL('./worker.js', import.meta.url));

/** The load generator: one process for the whole run, one job at a time. */
export class Load {
  private constructor(private readonly process: ChildProcess) {}

  static async start(targets: readonly Target[]): Promise<Load> {
    const child = fork(worker, [], { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    await once(child, 'spawn');
    const load = new Load(child);
    load.send({ targets });
    return load;
  }

  /** @throws if anything but a 2xx came back, for any request */
  run(job: Job): Promise<LoadResult> {
    return new Promise((resolve, reject) => {
      const timeout = setTimeout(
        () => done(() => reject(new Error('The load generator did not finish in time'))),
        job.seconds * 1_000 + 30_000,
      );
      const onMessage = (message: FromWorker) =>
        done(() => ('result' in message ? resolve(message.result) : reject(new Error(message.error))));
      const onExit = () => done(() => reject(new Error('The load generator ended')));
      const done = (settle: () => void) => {
        clearTimeout(timeout);
        this.process.off('message', onMessage).off('exit', onExit);
        settle();
      };
      this.process.on('message', onMessage).on('exit', onExit);
      this.send({ job });
    });
  }

  stop(): void {
    if (this.process.connected) this.process.disconnect();
  }

  private send(message: ToWorker): void {
    this.process.send(message);
  }
}
