import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { build as pretty } from 'pino-pretty';

/** A line is written this soon after it was logged, in milliseconds, also where no other follows. */
const longestDelayMs = 50;
/**
 * Lines are written in the background, so many bytes at once. The upper bound is low, because the destination counts
 * the bytes of a piece anew with every line that it adds to it.
 */
const piece = { minLength: 2_048, maxWrite: 4_096 };

/** JSON lines to standard output; readable lines on a terminal. */
export function createLogger(level: string): Logger {
  const stream: DestinationStream = process.stdout.isTTY
    ? pretty({ colorize: true, ignore: 'pid,hostname', singleLine: true })
    : destination({ dest: 1, sync: false, periodicFlush: longestDelayMs, ...piece });
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, stream);
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
      // Nest's last argument is the name of who logs; in between may stand a stack, or the text beside an object.
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
