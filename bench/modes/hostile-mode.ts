import { type Arena, databaseOf } from '../arena.js';
import { inputs } from '../hostile/inputs.js';
import { send, watch } from '../hostile/send.js';
import type { Options } from '../options.js';
import { print, report, table } from '../report.js';
import { median } from '../statistics.js';
import { makeToken } from '../template.js';

const goalMs = 25;
const scopes = 'customers:write,payment_terms:write,tokens:write,webhooks:write';
/** The first requests of a kind pay for what the machine compiles. */
const warmUps = 2;
const shown = 25;

/** How long the event loop is held by each kind of request that is as much work as its bytes can be. */
export async function runHostile(arena: Arena, { rounds }: Options): Promise<object> {
  const watched = await arena.enter('watched');
  const { url } = watched.process;
  const { businessId } = arena.tenant;
  const { headers } = await makeToken(arena.server.url(databaseOf('watched')), businessId, scopes);
  const rows: { name: string; status: number; medianMs: number; maxMs: number }[] = [];
  for (const input of inputs) {
    let status = 0;
    const heldMs: number[] = [];
    for (let round = -warmUps; round < rounds; round += 1) {
      await watch();
      status = await send(url, headers, input);
      const held = await watch();
      if (round >= 0) heldMs.push(held);
    }
    print(`${status} ${median(heldMs).toFixed(1)} ms: ${input.name}`);
    rows.push({ name: input.name, status, medianMs: median(heldMs), maxMs: Math.max(...heldMs) });
  }
  const longest = rows.toSorted((one, other) => other.medianMs - one.medianMs);
  const beyond = longest.filter(({ medianMs }) => medianMs > goalMs);
  const failed = rows.filter(({ status }) => status >= 500);
  report(
    table(
      ['request', 'status', 'held ms', 'most ms'],
      longest.slice(0, shown).map(({ name, status, medianMs, maxMs }) => [name, status, medianMs, maxMs]),
    ),
    '',
    `${rows.length} kinds of requests, ${rounds} of each; ${beyond.length} hold the event loop for more than ${goalMs} ms, ` +
      `${failed.length} are answered 5xx.`,
  );
  return { rows: longest };
}
