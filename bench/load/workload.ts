import type { Operation } from '../options.js';
import { categories, cities, companyForms, companyStems, firstNames, lastNames, trades } from '../words.js';

/** A customer that is there from the start. */
export interface Target {
  readonly id: string;
  readonly name: string;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly body?: string;
}

export const customersPath = '/api/v1/customers';
export const pageSize = 50;

const callsOfEachConnection = 400;
/** Half as many, so that repeated calls never write the stored value. */
const maxUpdatedByEach = 200;

/** Mulberry32: the same numbers in every run, so that every contender gets the same requests. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function pick<T>(random: () => number, values: readonly T[]): T {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('There is nothing to pick from');
  return value;
}

/** Ten of the twelve fields of a request, filled as people fill them. */
export function newCustomer(random: () => number): Record<string, unknown> {
  const [first, last, city] = [pick(random, firstNames), pick(random, lastNames), pick(random, cities)];
  const number = Math.floor(random() * 1e6);
  const isPerson = random() < 0.45;
  const company = `${pick(random, companyStems)} ${pick(random, trades)} ${pick(random, companyForms)}`;
  return {
    name: isPerson ? `${first} ${last}` : company,
    email: `billing.${number}@customer-${number % 997}.example.com`,
    address: `${1 + (number % 250)} Station Road, ${city}`,
    phone: `+1 555 ${String(number).padStart(6, '0')}`,
    tax_id: `DE${String(100_000_000 + number)}`,
    website: `https://www.customer-${number % 997}.example.com`,
    notes: `Introduced by ${first} at the fair in ${city}; prefers to be invoiced on the first of a month.`,
    credit_limit_cents: 100 * (number % 50_000),
    status: 'active',
    category: pick(random, categories),
  };
}

/** Whole words and beginnings of words that the seeded names do have. */
const searchTerm = (random: () => number): string => {
  const word = pick(random, [...trades, ...cities.slice(0, 20), ...lastNames.slice(0, 40)]);
  return random() < 0.5 ? word : word.slice(0, Math.max(4, word.length - 2));
};

/**
 * What one of `connections` connections asks for, over and over again. Customers are dealt out to the connections,
 * so that no two of them write the same row and wait for each other. `job` is another number each time.
 */
export function callsOf(
  operation: Operation,
  targets: readonly Target[],
  connection: number,
  connections: number,
  job = 0,
): Call[] {
  const random = randomFrom(1_000 * connections + connection);
  const own = targets.filter((_, index) => index % connections === connection);
  const calls: Call[] = [];
  while (calls.length < callsOfEachConnection) calls.push(makers[operation](random, own, calls.length, job));
  return calls;
}

const get = (id: string): Call => ({ method: 'GET', path: `${customersPath}/${id}` });

const makers: Readonly<
  Record<Operation, (random: () => number, own: readonly Target[], position: number, job: number) => Call>
> = {
  create: (random) => ({ method: 'POST', path: customersPath, body: JSON.stringify(newCustomer(random)) }),
  get: (random, own) => get(pick(random, own).id),
  list: () => ({ method: 'GET', path: `${customersPath}?limit=${pageSize}` }),
  search: (random) => ({
    method: 'GET',
    path: `${customersPath}?search=${encodeURIComponent(searchTerm(random))}&limit=${pageSize}`,
  }),
  update: (random, own, position, job) => {
    // Three fields change, and each time to something else than before: an update that changes nothing is not an update.
    const { phone, notes, credit_limit_cents } = newCustomer(random);
    const body = JSON.stringify({
      phone,
      notes: `${String(notes)} (${job}.${position})`,
      credit_limit_cents,
    });
    const updated = own.slice(0, maxUpdatedByEach);
    const target = updated[position % updated.length];
    if (target === undefined) throw new Error('There is no customer to update');
    return { method: 'PUT', path: get(target.id).path, body };
  },
};
