import type { Arena, Entrant } from './arena.js';
import { callsOf, customersPath } from './load/workload.js';
import type { Operation } from './options.js';
import type { Tenant } from './template.js';

type Json = Record<string, unknown>;

/** The customers within an answer: the resource itself, or the items of a list. */
const customersIn = (body: Json): Json[] =>
  Array.isArray(body['items']) ? (body['items'] as Json[]) : [body];

async function ask(
  { name, process }: Entrant,
  { tenant, targets }: Arena,
  operation: Operation,
): Promise<Json[]> {
  const [call] = callsOf(operation, targets, 0, 1);
  if (call === undefined) throw new Error(`There is no request for ${operation}`);
  const { method, path, body } = call;
  const response = await fetch(process.url + path, {
    method,
    headers: tenant.headers,
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  if (response.status !== (operation === 'create' ? 201 : 200)) {
    throw new Error(`${name} answers ${operation} (${method} ${path}) with ${response.status}: ${text}`);
  }
  return customersIn(JSON.parse(text) as Json);
}

/**
 * What is compared has to be the same work: every entrant answers every operation, with as many customers as the
 * others and the same fields in each. A search may find others, where one is fuzzy and another is not.
 */
export async function assertSameAnswers(
  arena: Arena,
  entrants: readonly Entrant[],
  operations: readonly Operation[],
): Promise<void> {
  for (const operation of operations) {
    const shapes: string[] = [];
    for (const entrant of entrants) {
      const customers = await ask(entrant, arena, operation);
      if (operation === 'search') await assertSearches(entrant.process.url, arena.tenant.headers);
      const [first] = customers;
      if (first === undefined) throw new Error(`${entrant.name} answers ${operation} with nothing`);
      const count = operation === 'search' ? 'some' : customers.length;
      shapes.push(`${count} × ${Object.keys(first).toSorted().join(' ')}`);
    }
    const other = shapes.findIndex((shape) => shape !== shapes[0]);
    if (other !== -1) {
      throw new Error(
        `${entrants[other]?.name} answers ${operation} with other things than ${entrants[0]?.name}:\n` +
          `${shapes[other]}\n${shapes[0]}`,
      );
    }
  }
}

/** A search that is ignored answers with a list: that would be measured as a fast one. */
export async function assertSearches(url: string, headers: Tenant['headers']): Promise<void> {
  const response = await fetch(`${url}${customersPath}?search=qxjzvwqxjzvw&limit=1`, { headers });
  const { items } = (await response.json()) as Json;
  if (!Array.isArray(items) || items.length > 0) {
    throw new Error(
      `The server at ${url} does not search: it answers a search for nothing that exists with ${response.status}`,
    );
  }
}
