import { Client } from 'pg';
import type { Target } from '../load/workload.js';
import type { Captured } from './captured-statements.js';

const anyUuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** This many connections have separate customers, and do not wait for each other's locks. */
const targetsOfEachConnection = 16;

/** A list of ids has to be read by every connection before it can begin. */
const maxTargets = 1_024;

export interface ScriptContext {
  readonly url: string;
  /** Ids that stay as they are: the business's, the token's. */
  readonly fixedIds: ReadonlySet<string>;
  readonly targets: readonly Target[];
}

/** A literal without a colon, which pgbench would take for the beginning of a variable. */
const literal = (text: string) =>
  `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(':', '\\x3a')}'`;

/** The types that the server gives to the parameters of a statement. */
async function parameterTypes(url: string, text: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`prepare probe as ${text}`);
    const { rows } = await client.query<{ types: string[] }>(
      `select parameter_types::text[] as types from pg_prepared_statements where name = 'probe'`,
    );
    return rows[0]?.types ?? [];
  } finally {
    await client.end();
  }
}

async function inlined({ text, parameters }: Captured, context: ScriptContext): Promise<string> {
  const { targets, fixedIds } = context;
  const types = parameters.length === 0 ? [] : await parameterTypes(context.url, text);
  const targetIds = new Set(targets.map(({ id }) => id));
  const ids = [...targetIds].slice(0, maxTargets);
  const place = `1 + (:client_id * ${targetsOfEachConnection} + :n) % ${ids.length}`;
  const target = `('{${ids.join(',')}}'::uuid[])[${place}]`;

  const expression = (value: string | undefined, type: string): string => {
    if (value === undefined) return 'null';
    // An id that is neither fixed nor of a customer that exists was made for the request: a new one each time.
    const varying = new Set((value.match(anyUuid) ?? []).filter((id) => !fixedIds.has(id)));
    const renewed = [...varying].reduce(
      (sql, id) => `replace(${sql}, '${id}', (${targetIds.has(id) ? target : 'uuidv7()'})::text)`,
      literal(value),
    );
    return `${renewed}::${type}`;
  };

  return text
    .replaceAll(/'((?:[^']|'')*)'/g, (_, inner: string) => literal(inner.replaceAll("''", "'")))
    .replaceAll(/\$(\d+)/g, (_, number: string) =>
      expression(parameters[Number(number) - 1], types[Number(number) - 1] ?? 'text'),
    )
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Transactions of the service as a script of pgbench, each in one pipeline as the service sends it. */
export async function scriptOf(
  transactions: readonly (readonly Captured[])[],
  context: ScriptContext,
): Promise<string> {
  const lines = [`\\set n random(0, ${targetsOfEachConnection - 1})`];
  for (const transaction of transactions) {
    lines.push('\\startpipeline');
    for (const statement of transaction) lines.push(`${await inlined(statement, context)};`);
    lines.push('\\endpipeline');
  }
  return `${lines.join('\n')}\n`;
}
