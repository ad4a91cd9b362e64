import type { FromWorker, ToWorker } from './job.js';
import { pace } from './pace.js';
import { saturate } from './saturate.js';
import type { Target } from './workload.js';

// The process that makes the load, and does nothing else; it ends with the runner that forked it.
let targets: readonly Target[] = [];
let jobs = 0;

const answer = (message: FromWorker) => process.send?.(message);

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToWorker) => {
  if ('targets' in message) {
    ({ targets } = message);
    return;
  }
  jobs += 1;
  const job = { ...message.job, number: jobs };
  const work = job.rate === undefined ? saturate(job, targets) : pace({ ...job, rate: job.rate }, targets);
  work.then(
    (result) => answer({ result }),
    (error: unknown) => answer({ error: error instanceof Error ? error.message : String(error) }),
  );
});
