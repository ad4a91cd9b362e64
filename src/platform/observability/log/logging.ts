import type { LoggerService } from '@nestjs/common';
import { destination, type Logger, pino } from 'pino';

/** A line is written this soon after it was logged, in milliseconds, also where no other follows. */
const maxDelayMs = 50;
/**
 * Lines are written in the background, in pieces of this many bytes. The upper bound is low, because the destination counts
 * the bytes of a piece again with every line that it adds to it.
 */
const piece = { minLength: 2_048, maxWrite: 4_096 };

/** How long the exiting process waits for the reader of its log, in milliseconds. */
const timeoutMs = 1_000;

/** The log of the process. */
export interface Log {
  readonly logger: Logger;
  /** Writes the remaining lines. Await it before the process exits; an immediate exit loses the last lines. */
  readonly end: () => Promise<void>;
}

/** JSON lines to standard output; readable lines on a terminal. */
export async function openLog(level: string): Promise<Log> {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  if (process.stdout.isTTY) {
    const { build: pretty } = await import('pino-pretty');
    const stream = pretty({ colorize: true, ignore: 'pid,hostname', singleLine: true });
    return { logger: pino(options, stream), end: async () => undefined };
  }
  // The destination would write the rest when the process exits, again and again if its reader is gone: the
  // process would never end. This listener comes first, and a closed destination writes nothing.
  process.once('exit', () => stream.destroy());
  const stream = destination({ dest: 1, sync: false, periodicFlush: maxDelayMs, ...piece });
  const end = () =>
    new Promise<void>((resolve) => {
      const giveUp = setTimeout(resolve, timeoutMs);
      stream.flush(() => {
        clearTimeout(giveUp);
        resolve();
      });
    });
  return { logger: pino(options, stream), end };
}

/** What Nest says of each module and route while it starts: nothing that an operator asks for. */
const bootContexts: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
]);

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** What Nest logs, as lines of the same log. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log = this.at('info');
  fatal = this.at('fatal');
  error = this.at('error');
  warn = this.at('warn');
  debug = this.at('debug');
  verbose = this.at('trace');

  private at(level: Level) {
    return (message: unknown, ...rest: unknown[]): void => {
      // Nest's last argument is the name of who logs; in between may stand a stack, or the text alongside an object.
      const context = rest.pop();
      const [detail] = rest;
      const as = level === 'info' && bootContexts.has(context) ? 'debug' : level;
      if (typeof message === 'object' && message !== null) {
        this.logger[as]({ ...message, context }, typeof detail === 'string' ? detail : '');
      } else {
        this.logger[as](detail === undefined ? { context } : { context, stack: detail }, String(message));
      }
    };
  }
}
