import type { BusinessId } from '../../../platform/database/business-id.js';
import type { TenantTransaction, Run } from '../../../platform/database/tenant-transaction.js';
import { insertContacts } from '../../customers/contacts/contacts.statements.js';
import { lockCustomerStates } from '../../customers/customer-lock.js';
import { insertCustomers, selectCustomers, updateCustomer } from '../../customers/customers.statements.js';
import { Issue, locate, type ValidationError } from '../../../pydantic/issues.js';
import { isSameValue } from '../../../resource/policies.js';
import type { ImportCounts, ImportRecord } from '../import-record.js';
import { addProgress, holdLease, insertProblems } from '../import-progress.statements.js';
import { renewLease } from '../import-queue.statements.js';
import { lockImports, type Match, selectMatches } from './batch.statements.js';
import { Decisions, type Decision, type RowGroup, problemsOf } from './import-batch.js';
import type { KnownTerm, RowProblem } from './import-row.js';
import { KeySet } from './key-set.js';

const rowRefused = new Issue('row_refused', 'The database has refused the row');

/** Another process goes on with the import, or it was cancelled: nothing of the batch is stored. */
export class LeaseLost extends Error {}

/** A customer of the batch was merged after it was matched: the batch is matched again. */
class CustomerMerged extends Error {}

const maxAttempts = 5;

/** An import that this process works on. */
export interface Held {
  readonly businessId: BusinessId;
  readonly record: ImportRecord;
  readonly lease: string;
  readonly terms: readonly KnownTerm[];
  /** The keys of the customers that a dry run would have created. */
  readonly earlier: KeySet;
}

export interface StoredBatch {
  readonly counts: ImportCounts;
  readonly decisions: readonly Decision[];
}

type Outcome = 'created' | 'updated' | 'unchanged' | 'skipped' | 'failed';

/**
 * Stores a batch and says so in the import, in one transaction: after a crash at any moment both are there or neither.
 *
 * @param decide what becomes of each row
 * @throws LeaseLost, and nothing was stored
 */
export async function storeBatch(...batch: Batch): Promise<StoredBatch> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await storeOnce(...batch);
    } catch (error) {
      if (!(error instanceof CustomerMerged) || attempt >= maxAttempts) throw error;
    }
  }
}

type Batch = [
  transaction: TenantTransaction,
  held: Held,
  leads: readonly RowGroup[],
  bytesRead: number,
  workedMs: number,
  decide?: Decide | undefined,
];

async function storeOnce(
  ...[transaction, held, groups, bytesRead, workedMs, decide = decideAll]: Batch
): Promise<StoredBatch> {
  const { businessId, record, lease, earlier } = held;
  const { options } = record;
  const keys = [...new Set(groups.map(({ key }) => key))].filter((key) => key !== undefined);
  return transaction.run(businessId, async (run) => {
    const [[hold], , matches] = (await run(
      holdLease(businessId, record.id, lease),
      lockImports(businessId),
      selectMatches(businessId, options.match_on, keys),
    )) as [{ id: string }[], object[], Match[]];
    if (hold === undefined) throw new LeaseLost('The import goes on elsewhere, or was cancelled');
    const decisions = decide(held, groups, matches, options.dry_run ? earlier : new KeySet());
    const outcomes = options.dry_run
      ? await tryAll(run, businessId, decisions)
      : await writeAll(run, businessId, decisions, JSON.stringify(record.actor));
    const counts = countOf(groups, outcomes, decisions);
    const problems = groups.flatMap(({ read, members }, index) =>
      problemsOfGroup(read, members, decisions[index], outcomes[index]),
    );
    await run(
      addProgress(businessId, record.id, counts, bytesRead, workedMs, options.dry_run),
      renewLease(businessId, record.id),
      ...(problems.length === 0
        ? []
        : [insertProblems(businessId, record.id, groups[0]?.read.row ?? 0, problems)]),
    );
    return { counts, decisions };
  });
}

const outcomeOf = {
  create: 'created',
  skipped: 'skipped',
  failed: 'failed',
} as const satisfies Record<Exclude<Decision['kind'], 'update'>, Outcome>;

/** The decision about each row of a batch. */
export type Decide = (
  held: Held,
  groups: readonly RowGroup[],
  matches: readonly Match[],
  earlier: KeySet,
) => Decision[];

function decideAll(
  { record, terms }: Held,
  groups: readonly RowGroup[],
  matches: readonly Match[],
  earlier: KeySet,
): Decision[] {
  const decisions = new Decisions(record.options, terms, matches, earlier);
  return groups.map((group) => decisions.decide(group));
}

/** Decides of a row that the database has refused already. */
export const refuseRow: Decide = (_held, groups) =>
  groups.map(() => ({ kind: 'failed', problems: [locate(rowRefused, ['body'], null)] }));

/** What would become of each row, by the customers as they are now. */
async function tryAll(run: Run, businessId: BusinessId, decisions: readonly Decision[]): Promise<Outcome[]> {
  const ids = decisions.flatMap((decision) => (decision.kind === 'update' ? [decision.id] : []));
  const [customers] = ids.length === 0 ? [[]] : await run(selectCustomers(businessId, ids));
  const fieldsOf = new Map(customers.map((row): [string, object] => [row.id, row.value]));
  return decisions.map((decision) => {
    if (decision.kind !== 'update') return outcomeOf[decision.kind];
    const fields: Readonly<Record<string, unknown>> = { ...fieldsOf.get(decision.id) };
    const isSame = Object.entries(decision.patch).every(([name, value]) => isSameValue(fields[name], value));
    fieldsOf.set(decision.id, { ...fields, ...decision.patch });
    return isSame ? 'unchanged' : 'updated';
  });
}

async function writeAll(
  run: Run,
  businessId: BusinessId,
  decisions: readonly Decision[],
  actor: string,
): Promise<Outcome[]> {
  const updates = decisions.filter((decision) => decision.kind === 'update');
  const ids = [...new Set(updates.map(({ id }) => id))];
  // Their locks come first: nothing is waited for once anything was written.
  const [states, before] =
    ids.length === 0
      ? [[], []]
      : await run(lockCustomerStates(businessId, ids), selectCustomers(businessId, ids));
  if (states.some(({ merged_into }) => merged_into !== null)) throw new CustomerMerged();
  const bytesOf = new Map(before.map((row) => [row.id, row.bytes]));

  const creates = decisions.filter((decision) => decision.kind === 'create');
  const contacts = creates.flatMap((create) => create.contacts);
  const [inserted] =
    creates.length === 0
      ? [[]]
      : await run(
          insertCustomers(
            businessId,
            creates.map(({ customer }) => ({ ...customer, actor })),
          ),
          ...(contacts.length === 0 ? [] : [insertContacts(businessId, contacts, actor)]),
        );
  const created = new Set(inserted?.map(({ id }) => id));
  const changed =
    updates.length === 0
      ? []
      : await run(...updates.map(({ id, patch }) => updateCustomer(businessId, id, patch, actor)));
  const rowsOf = new Map(updates.map((update, index) => [update, changed[index]?.[0]]));

  return decisions.map((decision): Outcome => {
    if (decision.kind === 'create') return created.has(decision.customer.id) ? 'created' : 'failed';
    if (decision.kind !== 'update') return decision.kind;
    const after = rowsOf.get(decision)?.bytes;
    if (after === undefined) return 'failed';
    const isSame = bytesOf.get(decision.id)?.equals(after) === true;
    bytesOf.set(decision.id, after);
    return isSame ? 'unchanged' : 'updated';
  });
}

/** Rows that add contacts to a new customer have updated it; one that is there already gets none. */
const outcomeOfMembers = (decision: Decision | undefined, outcome: Outcome): Outcome => {
  if (outcome === 'created') return 'updated';
  return decision?.kind === 'update' && outcome !== 'failed' ? 'skipped' : outcome;
};

function countOf(
  groups: readonly RowGroup[],
  outcomes: readonly Outcome[],
  decisions: readonly Decision[],
): ImportCounts {
  const counts = { rows: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, failed: 0 };
  groups.forEach(({ members }, index) => {
    const outcome = outcomes[index] ?? 'failed';
    counts.rows += 1 + members.length;
    counts[outcome] += 1;
    counts[outcomeOfMembers(decisions[index], outcome)] += members.length;
  });
  return counts;
}

function problemsOfGroup(
  read: RowGroup['read'],
  members: RowGroup['members'],
  decision: Decision | undefined,
  outcome: Outcome | undefined,
): RowProblem[] {
  if (decision?.kind === 'update' && outcome !== 'failed')
    return members.flatMap((row) => problemsOf(row, [contactLeft], 'skipped'));
  if (decision === undefined || (outcome !== 'skipped' && outcome !== 'failed')) return [];
  const problems = 'problems' in decision ? decision.problems : [refusalOf(decision)];
  return [read, ...members].flatMap((row) => problemsOf(row, problems, outcome));
}

const contactLeft = locate(
  new Issue('contact_left', 'The customer is there already, and an import adds no contacts to it'),
  ['body'],
  null,
);

/** Why a customer was not inserted although its fields are valid. */
function refusalOf(decision: Decision): ValidationError {
  const externalId = decision.kind === 'create' ? decision.customer.external_id : undefined;
  return typeof externalId === 'string' ? locate(taken, ['body', 'external_id'], externalId) : gone;
}

const taken = new Issue('conflict', 'Another customer has this external_id');

/** Another request may have changed the customer between the decision and the statement. */
const gone: ValidationError = {
  type: 'conflict',
  loc: ['body'],
  msg: 'The payment term or the customer of this row was changed by another request meanwhile',
  input: null,
};
