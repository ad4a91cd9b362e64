import { type Call, customersPath, newCustomer, pageSize } from '../load/workload.js';

/** A customer that the requests of a scenario are made from. */
export interface Sample {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export interface Scenario {
  readonly name: string;
  /** How many requests are enough, where each takes long; of a large business it may be refused. */
  readonly samples?: number;
  /** Undefined where this sample makes no such request: a short name has no long word to misspell. */
  call(sample: Sample, deepCursor: string | undefined): Call | undefined;
}

const listOf = (parameters: Readonly<Record<string, string>>): Call => ({
  method: 'GET',
  path: `${customersPath}?${new URLSearchParams({ ...parameters, limit: String(pageSize) }).toString()}`,
});

const searchFor = (text: string | undefined): Call | undefined =>
  text === undefined || text === '' ? undefined : listOf({ search: text });

const longestWord = (name: string): string =>
  name
    .split(/[^\p{L}\p{N}]+/u)
    .reduce((longest, word) => (word.length > longest.length ? word : longest), '');

/** Two letters in the middle, the wrong way round. */
function misspelt(word: string): string | undefined {
  if (word.length < 6) return undefined;
  const middle = Math.floor(word.length / 2);
  const [left = '', right = ''] = [word[middle - 1], word[middle]];
  return left === right ? undefined : word.slice(0, middle - 1) + right + left + word.slice(middle + 1);
}

const sorts = ['created_at', 'updated_at', 'name', 'email', 'credit_limit_cents', 'status'];

export const scenarios: readonly Scenario[] = [
  {
    name: 'create',
    call: () => ({ method: 'POST', path: customersPath, body: JSON.stringify(newCustomer(Math.random)) }),
  },
  { name: 'get', call: ({ id }) => ({ method: 'GET', path: `${customersPath}/${id}` }) },
  {
    name: 'update',
    call: ({ id }) => {
      const { phone, notes, credit_limit_cents } = newCustomer(Math.random);
      const body = JSON.stringify({ phone, notes, credit_limit_cents });
      return { method: 'PUT', path: `${customersPath}/${id}`, body };
    },
  },
  { name: 'delete', call: ({ id }) => ({ method: 'DELETE', path: `${customersPath}/${id}` }) },
  { name: 'restore', call: ({ id }) => ({ method: 'POST', path: `${customersPath}/${id}/restore` }) },
  {
    name: 'create a contact',
    call: ({ id }) => ({
      method: 'POST',
      path: `${customersPath}/${id}/contacts`,
      body: JSON.stringify({ name: 'Grace Hopper', email: 'grace@example.com' }),
    }),
  },
  { name: 'list contacts', call: ({ id }) => ({ method: 'GET', path: `${customersPath}/${id}/contacts` }) },
  { name: 'list, first page', call: () => listOf({}) },
  {
    name: 'list, deep page',
    call: (_, deepCursor) => (deepCursor === undefined ? undefined : listOf({ cursor: deepCursor })),
  },
  ...sorts.flatMap((sort) =>
    ['true', 'false'].map((descending) => ({
      name: `list, sort_by ${sort}, ${descending === 'true' ? 'descending' : 'ascending'}`,
      call: () => listOf({ sort_by: sort, descending }),
    })),
  ),
  { name: 'list, e-mail', call: ({ email }) => listOf({ email: email.toUpperCase() }) },
  { name: 'list, status blocked', call: () => listOf({ status: 'blocked' }) },
  { name: 'list, category', call: () => listOf({ category: 'Government' }) },
  { name: 'search, whole name', call: ({ name }) => searchFor(name) },
  { name: 'search, one word', call: ({ name }) => searchFor(longestWord(name)) },
  { name: 'search, beginning of a word', call: ({ name }) => searchFor(longestWord(name).slice(0, 4)) },
  { name: 'search, middle of a word', call: ({ name }) => searchFor(longestWord(name).slice(1, 6)) },
  { name: 'search, misspelt', call: ({ name }) => searchFor(misspelt(longestWord(name))) },
  {
    name: 'search, words the other way round',
    call: ({ name }) => searchFor(name.split(' ').toReversed().join(' ')),
  },
  {
    name: 'duplicates, first page',
    samples: 10,
    call: () => ({ method: 'GET', path: `${customersPath}/duplicates` }),
  },
  { name: 'search, nothing like it', call: ({ id }) => searchFor(`qxj${id.slice(-6)}zvw`) },
];
