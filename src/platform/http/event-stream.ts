/**
 * The headers of server-sent events. `no-transform` keeps a proxy from compressing the stream, and X-Accel-Buffering keeps
 * nginx from collecting it: both would hold events back. A connection kept alive after a stream would hold the process
 * when it stops.
 */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
  connection: 'close',
} as const;
