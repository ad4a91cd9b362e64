import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolutionMs = 1;
const nanosecondsPerMs = 1e6;

// The service as it is, and alongside it, on a separate port, the longest time that its event loop was held since it was
// asked last, in milliseconds.
const delays = monitorEventLoopDelay({ resolution: resolutionMs });
delays.enable();
createServer((_, response) => {
  const heldMs = Math.max(0, delays.max / nanosecondsPerMs - resolutionMs);
  delays.reset();
  response.end(String(heldMs));
})
  .listen(Number(process.env['WATCH_PORT']), '127.0.0.1')
  .unref();

await import('../../../src/main.js');
