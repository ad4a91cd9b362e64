import { Issue, locate, type ValidationError } from '../../../pydantic/issues.js';
import { maxContacts } from '../../customers/contacts/contacts.statements.js';
import { parseUuid } from '../../../pydantic/uuid.js';
import type { ImportOptions, MatchKey } from '../import-options.js';
import type { Alias, Match } from './batch.statements.js';
import type { KnownTerm, ReadRow, RowProblem } from './import-row.js';
import type { KeySet } from './key-set.js';
import {
  type Creation,
  creationOf,
  readUpdate,
  type Refusal,
  type Update,
  updateOf,
} from './row-requests.js';

/** Rows of one customer: the first one, and the following ones that are its contacts. */
export class RowGroup {
  readonly members: ReadRow[] = [];
  private contacts: number;
  private creation: Creation | Refusal | undefined;

  /** @param key what its customer is found by, as it is compared; undefined where it is not looked for, or the row has none */
  constructor(
    readonly read: ReadRow,
    readonly key: string | undefined,
  ) {
    this.contacts = read.contacts.length;
  }

  /** @returns whether the row is one of its followers now: a customer has at most this many contacts */
  takes(row: ReadRow): boolean {
    const more = Math.max(1, row.contacts.length);
    if (this.contacts + more > maxContacts) return false;
    this.contacts += more;
    this.members.push(row);
    return true;
  }

  /** The customer that it would make: made once, before its transaction where that is likely. */
  creationWith(terms: readonly KnownTerm[]): Creation | Refusal {
    return (this.creation ??= creationOf(this.read, this.members, terms));
  }
}

/** The decision about a row. */
export type Decision = Creation | Update | Refusal;

const tooManyContacts = new Issue(
  'too_many_contacts',
  `A customer has at most ${maxContacts.toLocaleString('en')} contacts, and the rows before have as many`,
);
const noSuchCustomer = new Issue('customer_unknown', 'The business has no live customer with this id');
const keyMissing = (key: MatchKey) =>
  new Issue('missing', `The row has no ${key}, by which its customer would be found`);
const exists = (key: MatchKey) =>
  new Issue('duplicate', `A customer with this ${key} is there already, or is made by an earlier row`);
const mergedInto = (key: MatchKey, id: string) =>
  new Issue('duplicate', `The customer with this ${key} was merged into ${id}`);
const gone = {
  deleted: (id: string) => new Issue('customer_deleted', `The customer ${id} is deleted; restore it first`),
  erased: (id: string) => new Issue('customer_erased', `The customer ${id} was erased, which is final`),
};
const known = (match: Match | undefined, key: MatchKey) =>
  match === undefined || match.alias === null ? exists(key) : mergedInto(key, match.id);
const ambiguous = (key: MatchKey) => new Issue('ambiguous', `Several live customers have this ${key}`);

/** A row that fails, with the following rows of the same customer. */
export const withTooManyContacts = (read: ReadRow): ReadRow => ({
  ...read,
  problems: [...read.problems, locate(tooManyContacts, ['body'], read.recordId ?? null)],
});

/** What a row's customer is found by, as it is compared; undefined where the row has none. */
export function keyOf({ body, id }: ReadRow, key: MatchKey): string | undefined {
  const value = key === 'id' ? id : body[key];
  if (typeof value !== 'string') return undefined;
  if (key === 'tax_id') return taxIdKey(value) || undefined;
  if (key === 'email') return emailKey(value);
  const parsed = parseUuid(value);
  return 'uuid' in parsed ? parsed.uuid : undefined;
}

/** Letters and digits, in lower case: what tax ids are compared by. */
export const taxIdKey = (taxId: string): string => taxId.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * A row about a merged customer changes the one that remains. The e-mail address and the tax id of the merged customer
 * are how the row is known, not new values: the survivor keeps its own.
 */
function withoutAlias(update: Update | Refusal, alias: Alias | null): Update | Refusal {
  if (update.kind !== 'update' || alias === null) return update;
  const patch = Object.entries(update.patch).filter(
    ([field, value]) =>
      typeof value !== 'string' ||
      !(
        (field === 'email' && value.toLowerCase() === alias.email) ||
        (field === 'tax_id' && taxIdKey(value) === alias.tax_id)
      ),
  );
  return { ...update, patch: Object.fromEntries<unknown>(patch) };
}

function emailKey(text: string): string | undefined {
  const errors: ValidationError[] = [];
  const { email } = readUpdate({ email: text }, [], errors);
  return typeof email === 'string' ? email.toLowerCase() : undefined;
}

/** Decides what becomes of each row of a batch, by the rules of the requests and the customers that are there. */
export class Decisions {
  private readonly existing = new Map<string, Match[]>();

  /** @param earlier the keys of rows that made or changed a customer that is not to be found among the matches */
  constructor(
    private readonly options: ImportOptions,
    private readonly terms: readonly KnownTerm[],
    matches: readonly Match[],
    private readonly earlier: Pick<KeySet, 'has' | 'add'>,
  ) {
    // A live customer with the key goes before one that was merged.
    for (const match of matches.toSorted((a, b) => Number(a.alias !== null) - Number(b.alias !== null))) {
      const before = this.existing.get(match.key) ?? [];
      if (match.alias === null || before.every(({ alias }) => alias !== null))
        this.existing.set(match.key, [...before, match]);
    }
  }

  decide(group: RowGroup): Decision {
    const { mode, match_on } = this.options;
    const { read, key } = group;
    if (read.exclusion !== undefined) return { kind: 'skipped', problems: [read.exclusion] };
    if (mode === 'create') return group.creationWith(this.terms);
    const matches = key === undefined ? [] : (this.existing.get(key) ?? []);
    const [match] = matches;
    const value = match_on === 'id' ? read.id : read.body[match_on];
    if (match !== undefined && match.state !== 'live') {
      return {
        kind: mode === 'skip' ? 'skipped' : 'failed',
        problems: [locate(gone[match.state](match.id), ['body', match_on], value)],
      };
    }
    if (mode === 'skip') {
      if (match !== undefined || (key !== undefined && this.earlier.has(key))) {
        return { kind: 'skipped', problems: [locate(known(match, match_on), ['body', match_on], value)] };
      }
      return this.remember(key, group.creationWith(this.terms));
    }
    const failed = (issue: Issue): Refusal => ({
      kind: 'failed',
      problems: [locate(issue, ['body', match_on], value ?? null)],
    });
    if (value === undefined) return failed(keyMissing(match_on));
    if (matches.length > 1) return failed(ambiguous(match_on));
    if (match !== undefined) return withoutAlias(updateOf(read, match.id, this.terms), match.alias);
    return match_on === 'id' ? failed(noSuchCustomer) : group.creationWith(this.terms);
  }

  private remember(key: string | undefined, decision: Decision): Decision {
    if (key !== undefined && decision.kind === 'create') this.earlier.add(key);
    return decision;
  }
}

/** Maximum length of a stored invalid value, in characters. */
const maxInputLength = 200;

/** As it is kept: a value may be as long as a record. */
export function problemsOf(
  { row, line }: ReadRow,
  problems: readonly ValidationError[],
  outcome: 'skipped' | 'failed',
): (RowProblem & { outcome: string })[] {
  return problems.map(({ input, ...problem }) => ({
    row,
    line,
    outcome,
    ...problem,
    input: typeof input === 'string' ? Buffer.from(input.slice(0, maxInputLength)).toString() : input,
  }));
}
