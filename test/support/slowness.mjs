import { availableParallelism, loadavg } from 'node:os';

/** How many times longer than on a quiet machine something takes now: the processes that want a processor, per processor. */
export const slowness = () => Math.max(1, loadavg()[0] / availableParallelism());
