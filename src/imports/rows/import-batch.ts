import { v7 as uuidv7 } from 'uuid';
import { CustomerCreateRequest, CustomerUpdateRequest } from '../../customers/customers.dto.js';
import { EntityContactCreateRequest } from '../../customers/contacts/contacts.dto.js';
import { Issue, locate, type ValidationError } from '../../fields/issues.js';
import { parseUuid } from '../../fields/parsing/uuid.js';
import { compileReader } from '../../fields/request-reader.js';
import { timeOfId } from '../../lists/time-of-id.js';
import type { ImportOptions, MatchKey } from '../import-options.js';
import type { Match, NewRowContact } from './batch.statements.js';
import type { KnownTerm, ReadRow, RowProblem } from './import-row.js';

const readCreate = compileReader(CustomerCreateRequest);
const readUpdate = compileReader(CustomerUpdateRequest);
const readContact = compileReader(EntityContactCreateRequest);

/** Rows of one customer: the first one, and those behind it that are contacts of it. */
export interface Lead {
  readonly read: ReadRow;
  readonly followers: ReadRow[];
}

/** What is to be done about a row. */
export type Decision =
  | {
      readonly kind: 'create';
      readonly customer: NewCustomerRow;
      readonly contacts: readonly NewRowContact[];
    }
  | { readonly kind: 'update'; readonly id: string; readonly patch: object }
  | { readonly kind: 'skipped' | 'failed'; readonly problems: readonly ValidationError[] };

export type NewCustomerRow = CustomerCreateRequest & {
  readonly id: string;
  readonly created_at: string;
};

const vendor = new Issue('vendor', 'The row is of a vendor, not of a customer');
const unknownTerm = new Issue(
  'payment_term_unknown',
  'Input should be the name, or the days, of an active payment term of this business',
);
const noSuchCustomer = new Issue('customer_unknown', 'The business has no live customer with this id');
const keyMissing = (key: MatchKey) =>
  new Issue('missing', `The row has no ${key}, by which its customer would be found`);
const exists = (key: MatchKey) =>
  new Issue('duplicate', `A customer with this ${key} is there already, or is made by an earlier row`);
const ambiguous = (key: MatchKey) => new Issue('ambiguous', `Several live customers have this ${key}`);

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

function emailKey(text: string): string | undefined {
  const errors: ValidationError[] = [];
  const { email } = readUpdate({ email: text }, [], errors);
  return typeof email === 'string' ? email.toLowerCase() : undefined;
}

/** Decides what becomes of each row of a batch, by the rules of the requests and the customers that are there. */
export class Decisions {
  private readonly existing = new Map<string, string[]>();

  /** @param earlier the keys of rows that made or changed a customer that is not to be found among the matches */
  constructor(
    private readonly options: ImportOptions,
    private readonly terms: readonly KnownTerm[],
    matches: readonly Match[],
    private readonly earlier: Set<string>,
  ) {
    for (const { key, id } of matches) this.existing.set(key, [...(this.existing.get(key) ?? []), id]);
  }

  decide({ read, followers }: Lead): Decision {
    const { mode, match_on } = this.options;
    if (read.isVendor) return { kind: 'skipped', problems: [locate(vendor, ['body'], read.body['name'])] };
    if (mode === 'create') return this.create(read, followers);
    const key = keyOf(read, match_on);
    const ids = key === undefined ? [] : (this.existing.get(key) ?? []);
    const value = match_on === 'id' ? read.id : read.body[match_on];
    if (mode === 'skip') {
      if (ids.length > 0 || (key !== undefined && this.earlier.has(key))) {
        return { kind: 'skipped', problems: [locate(exists(match_on), ['body', match_on], value)] };
      }
      return this.remember(key, this.create(read, followers));
    }
    const failed = (issue: Issue): Decision => ({
      kind: 'failed',
      problems: [locate(issue, ['body', match_on], value ?? null)],
    });
    if (value === undefined) return failed(keyMissing(match_on));
    const [id] = ids;
    if (ids.length > 1) return failed(ambiguous(match_on));
    if (id === undefined && match_on === 'id') return failed(noSuchCustomer);
    return id === undefined ? this.create(read, followers) : this.update(read, id);
  }

  private remember(key: string | undefined, decision: Decision): Decision {
    if (key !== undefined && decision.kind === 'create') this.earlier.add(key);
    return decision;
  }

  private create(read: ReadRow, followers: readonly ReadRow[]): Decision {
    const errors: ValidationError[] = [];
    const request = readCreate(read.body, ['body'], errors) as unknown as CustomerCreateRequest;
    const id = uuidv7();
    const created_at = timeOfId(id);
    const contacts = [read, ...followers]
      .flatMap(({ contacts: own }) => own)
      .map((contact, index): NewRowContact => {
        const { name, email, phone, role } = readContact(
          { ...contact },
          ['body', 'contacts', index],
          errors,
        ) as unknown as EntityContactCreateRequest;
        return {
          id: uuidv7(),
          customer_id: id,
          name,
          email: email ?? null,
          phone: phone ?? null,
          role: role ?? null,
          is_primary: index === 0,
          created_at,
        };
      });
    const customer = { ...request, id, created_at, ...this.termOf(read, errors) };
    const problems = [...read.problems, ...withoutRows(errors)];
    return problems.length > 0 ? { kind: 'failed', problems } : { kind: 'create', customer, contacts };
  }

  private update(read: ReadRow, id: string): Decision {
    const errors: ValidationError[] = [];
    const request = readUpdate(read.body, ['body'], errors);
    const present = Object.entries(request).filter(([, value]) => value !== undefined);
    const patch = { ...Object.fromEntries(present), ...this.termOf(read, errors) };
    const problems = [...read.problems, ...withoutRows(errors)];
    return problems.length > 0 ? { kind: 'failed', problems } : { kind: 'update', id, patch };
  }

  private termOf({ body }: ReadRow, errors: ValidationError[]): { default_payment_term_id?: string } {
    const text = body['default_payment_term_id'];
    if (typeof text !== 'string') return {};
    const parsed = parseUuid(text);
    const term = 'uuid' in parsed && this.terms.find(({ id }) => id === parsed.uuid);
    if (term) return { default_payment_term_id: term.id };
    errors.push(locate(unknownTerm, ['body', 'default_payment_term_id'], text));
    return {};
  }
}

/** Of a row, what is missing is missing from all of it: that is not said again. */
const withoutRows = (errors: readonly ValidationError[]) =>
  errors.map((error) => (error.type === 'missing' ? { ...error, input: null } : error));

/** What is kept of a value that is wrong, in characters. */
const longestInput = 200;

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
    input: typeof input === 'string' ? Buffer.from(input.slice(0, longestInput)).toString() : input,
  }));
}
