import { parseArgs } from 'node:util';

/** In running order: reads come first, so that they find the tables as seeded. */
export const operations = ['get', 'list', 'search', 'update', 'create'] as const;
export type Operation = (typeof operations)[number];

export const contenderNames = ['service', 'limit', 'stock', 'pgbench'] as const;
export type ContenderName = (typeof contenderNames)[number];

export interface Options {
  readonly mode: 'compare' | (typeof modes)[number];
  readonly operations: readonly Operation[];
  readonly connections: readonly number[];
  readonly contenders: readonly ContenderName[];
  readonly rounds: number;
  readonly secondsPerRound: number;
  readonly warmUpSeconds: number;
  /** Rows in the one business that is measured. */
  readonly customers: number;
  /** For the memory mode. */
  readonly creates: number;
  /** For the rate mode: of what the slower contender manages. */
  readonly shareOfCapacity: number;
  /** For the grown mode: a server's URL, how long the database grows, requests of each operation, and stale statistics. */
  readonly server: string | undefined;
  readonly growSeconds: number;
  readonly samples: number;
  readonly stale: boolean;
  /** For the import mode: how many are imported, and where the chart goes. */
  readonly rows: number;
  readonly chart: string | undefined;
  readonly output: string | undefined;
  readonly record: boolean;
}

const help = `
Measures the service as ratios to its peers, in one run on this machine. See docs/performance.md.

  npm run bench -- [options]

  --quick               fewer and shorter rounds: a first look within 90 seconds
  --rate                latency of the service and of limit at the same request rate
  --events              creates and updates, with and without recording events
  --memory              resident memory of the service over --creates creates
  --search-quality      generated names that the search finds, by language and spelling
  --grown               each operation on a database that has grown from empty
  --import              an import of --rows, compared with COPY: rows per second, memory, concurrent creates
  --hostile             time that the most expensive requests hold the event loop
  --start               time from spawn to ready, on an existing database

  --ops <list>          ${operations.join(',')}
  --connections <list>  default 1,16,64
  --contenders <list>   ${contenderNames.join(',')} (with --rate: service,limit)
  --rounds <n>          measured rounds per cell (5)
  --seconds <s>         length of a round (2.5)
  --warm-up <s>         before the first round of each cell (1)
  --customers <n>       seeded rows (20000)
  --creates <n>         --memory: number of creates (200000)
  --share <part>        --rate: share of the slower contender's capacity (0.6)
  --server <url>        --grown: superuser URL of a server for benchmarks only (default: starts one)
  --grow <s>            --grown: seconds of creates at 16 connections (15)
  --samples <n>         --grown: requests per operation (40)
  --stale               --grown: analyse the tables while they have one customer
  --rows <n>            --import: number of rows (1000000)
  --chart <file>        --import: SVG of rows per second and memory over time
  --output <file>       path of the JSON results (bench/results/<mode>-<time>.json)
  --record              also write the results to docs/measurements/<date>-<mode>.md
`.trimStart();

const modes = ['search-quality', 'rate', 'events', 'memory', 'start', 'grown', 'import', 'hostile'] as const;

/** A mistake on the command line, as a sentence for the user. */
export class UsageError extends Error {}

function numberFrom(name: string, text: string, minimum: number): number {
  const value = Number(text);
  if (text === '' || !Number.isFinite(value) || value < minimum) {
    throw new UsageError(`--${name} must be a number of at least ${minimum}, not "${text}".`);
  }
  return value;
}

function integerFrom(name: string, text: string, minimum: number): number {
  const value = numberFrom(name, text, minimum);
  if (!Number.isInteger(value)) throw new UsageError(`--${name} must be an integer, not "${text}".`);
  return value;
}

function someOf<Name extends string>(option: string, text: string, names: readonly Name[]): Name[] {
  const asked = text.split(',').map((part) => part.trim());
  const unknown = asked.find((part) => !names.some((name) => name === part));
  if (unknown !== undefined) {
    throw new UsageError(`--${option} must list some of ${names.join(', ')}, not "${unknown}".`);
  }
  return names.filter((name) => asked.includes(name));
}

/** @returns undefined after printing the help */
export function readOptions(argv: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean' },
      quick: { type: 'boolean' },
      rate: { type: 'boolean' },
      events: { type: 'boolean' },
      memory: { type: 'boolean' },
      start: { type: 'boolean' },
      hostile: { type: 'boolean' },
      grown: { type: 'boolean' },
      stale: { type: 'boolean' },
      import: { type: 'boolean' },
      rows: { type: 'string' },
      chart: { type: 'string' },
      server: { type: 'string' },
      grow: { type: 'string' },
      samples: { type: 'string' },
      'search-quality': { type: 'boolean' },
      ops: { type: 'string' },
      connections: { type: 'string' },
      contenders: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      'warm-up': { type: 'string' },
      customers: { type: 'string' },
      creates: { type: 'string' },
      share: { type: 'string' },
      output: { type: 'string' },
      record: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return undefined;
  }
  const defaults = values.quick
    ? { connections: '16', contenders: 'service,limit,stock', rounds: '3', seconds: '0.8', warmUp: '0.5' }
    : {
        connections: '1,16,64',
        contenders: contenderNames.join(','),
        rounds: '5',
        seconds: '2.5',
        warmUp: '1',
      };
  const connections = (values.connections ?? defaults.connections).split(',');
  return {
    mode: modes.find((mode) => values[mode]) ?? 'compare',
    operations: someOf('ops', values.ops ?? operations.join(','), operations),
    connections: connections.map((text) => integerFrom('connections', text.trim(), 1)),
    contenders: someOf(
      'contenders',
      values.contenders ?? (values.rate ? 'service,limit' : defaults.contenders),
      contenderNames,
    ),
    rounds: integerFrom('rounds', values.rounds ?? defaults.rounds, 1),
    secondsPerRound: numberFrom('seconds', values.seconds ?? defaults.seconds, 0.2),
    warmUpSeconds: numberFrom('warm-up', values['warm-up'] ?? defaults.warmUp, 0.1),
    customers: integerFrom('customers', values.customers ?? (values.import ? '2000' : '20000'), 2_000),
    creates: integerFrom('creates', values.creates ?? '200000', 1_000),
    shareOfCapacity: numberFrom('share', values.share ?? '0.6', 0.01),
    server: values.server,
    growSeconds: numberFrom('grow', values.grow ?? '15', 1),
    samples: integerFrom('samples', values.samples ?? '40', 5),
    stale: values.stale === true,
    rows: integerFrom('rows', values.rows ?? '1000000', 1_000),
    chart: values.chart,
    output: values.output,
    record: values.record === true,
  };
}
