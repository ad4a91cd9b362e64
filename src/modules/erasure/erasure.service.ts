import { Injectable } from '@nestjs/common';
import { selectCustomers } from '../customers/customers.statements.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { Run } from '../../platform/database/tenant-transaction.js';
import type { ResponseBody } from '../../platform/database/wire/json.js';
import type { Caller } from '../../platform/http/caller.js';
import { conflict, notFound } from '../../platform/http/errors.js';
import { assertMatches } from '../../platform/http/preconditions.js';
import { withStableGroup } from '../customers/merge/merged-group.js';
import { Idempotency } from '../../resource/writes/idempotency.js';
import { actorJson } from '../../resource/writes/recorded-write.js';
import { type Copy, deleteCopies, eraseCopies, selectCopies } from './copies.statements.js';
import { eventsOf, eventsOfHolders } from './customer-events.js';
import { erased, type PersonIds, PersonIdentifiers } from './erased.js';
import type { ErasureCounts, ErasureReceipt } from './erasure.responses.js';
import {
  countDeliveries,
  eraseActors,
  eraseContacts,
  eraseCustomer,
  replaceResponses,
  replaceEvents,
  selectLastPosition,
  type StoredEvent,
} from './erasure.statements.js';
import { deleteFile, eraseImport, eraseProblems, eraseSenders } from './files.statements.js';
import { filesOf } from './uploaded-files.js';
import { lockPerson } from './person.js';
import { responsesOf } from './stored-responses.js';

/** How many positions are looked at by one statement: no index knows who acted. */
const positionsPerPass = 20_000;

/**
 * Erases a person, including customers merged into the customer, in one transaction under the lock of the customers, so that
 * no concurrent request writes the data again. Each statement handles a bounded amount. The events that record the erasure come
 * last, as every event does.
 */
@Injectable()
export class ErasureService {
  constructor(private readonly idempotency: Idempotency) {}

  /**
   * A second erasure erases data added since the first.
   *
   * @throws 404, 409 for a customer that was merged into another, and while a file is worked on that names the person, 412
   */
  erase(
    caller: Caller,
    customerId: string,
    ifMatch: string | undefined,
  ): Promise<ResponseBody<ErasureReceipt>> {
    return withStableGroup(() =>
      this.idempotency.once<ErasureReceipt>(caller, (run) => eraseWithin(run, caller, customerId, ifMatch)),
    );
  }
}

async function eraseWithin(
  run: Run,
  caller: Caller,
  customerId: string,
  ifMatch: string | undefined,
): Promise<ErasureReceipt> {
  const { businessId } = caller;
  const erased_at = new Date().toISOString();
  const customerIds = await lockPerson(run, businessId, customerId);
  const ids: ErasedIds = { customers: new Set(customerIds), contacts: new Set(), files: new Set() };
  const identifiers = new PersonIdentifiers();
  const [customers] = await run(selectCustomers(businessId, customerIds));
  const requested = customers.find(({ id }) => id === customerId);
  if (requested === undefined) throw notFound('Customer');
  assertMatches(ifMatch, requested);
  for (const { value } of customers) identifiers.add(value);
  const [copies] = await run(selectCopies(businessId, customerIds));
  for (const copy of copies) {
    identifiers.add(copy);
    ids.contacts.add(copy.id);
  }
  const events =
    (await eraseEvents(run, businessId, customerIds, ids, identifiers)) +
    (await eraseEventsOfHolders(run, businessId, copies, ids));
  const files = await eraseFiles(run, businessId, ids, identifiers);
  const idempotency_answers = await eraseResponses(run, businessId, ids);
  const actors = await eraseActs(run, businessId, identifiers);
  const [[deliveries], contacts] = await run(
    countDeliveries(businessId, customerIds),
    eraseContacts(businessId, customerIds),
    ...(copies.length === 0 ? [] : [eraseCopies(businessId, copies)]),
  );
  const changed = await run(
    ...(copies.length === 0 ? [] : [deleteCopies(businessId, copies, actorJson(caller))]),
    ...customerIds.map((id) => eraseCustomer(businessId, id, erased_at, actorJson(caller))),
  );
  const counts: ErasureCounts = {
    customers: changed.flat().length - copies.length,
    contacts: contacts.length + copies.length,
    events,
    actors,
    idempotency_answers,
    ...files,
    webhook_deliveries: deliveries?.count ?? 0,
  };
  return {
    customer_id: customerId,
    erased_at,
    stripe_customer_id: requested.value.stripe_customer_id,
    merged_stripe_customer_ids: customers.flatMap(({ value: { id, stripe_customer_id } }) =>
      id === customerId || stripe_customer_id === null ? [] : [stripe_customer_id],
    ),
    counts,
  };
}

interface ErasedIds extends PersonIds {
  readonly customers: ReadonlySet<string>;
  readonly contacts: Set<string>;
  readonly files: Set<string>;
}

/** @returns how many held anything */
async function eraseEvents(
  run: Run,
  businessId: BusinessId,
  customerIds: readonly string[],
  ids: ErasedIds,
  identifiers: PersonIdentifiers,
): Promise<number> {
  let count = 0;
  for await (const events of eventsOf(run, businessId, customerIds)) {
    for (const { entity_id, type, before, data } of events) {
      if (type === 'customer.erased') continue;
      identifiers.add(before);
      identifiers.add(data);
      if (!ids.customers.has(entity_id)) ids.contacts.add(entity_id);
    }
    count += await replaceErased(run, businessId, events, ids);
  }
  return count;
}

/** Erases copies of contacts from the events of other customers, of which nothing else is erased. */
async function eraseEventsOfHolders(
  run: Run,
  businessId: BusinessId,
  copies: readonly Copy[],
  ids: ErasedIds,
): Promise<number> {
  let count = 0;
  for await (const events of eventsOfHolders(run, businessId, copies))
    count += await replaceErased(run, businessId, events, ids);
  return count;
}

async function replaceErased(
  run: Run,
  businessId: BusinessId,
  events: readonly StoredEvent[],
  ids: ErasedIds,
): Promise<number> {
  const changed = events.flatMap(({ position, type, before, data }) => {
    // The event of an erasure names the Stripe customer for good, and nothing else of the person.
    if (type === 'customer.erased') return [];
    const replaced = { position, before: erased(before, ids), data: erased(data, ids) };
    const isChanged = JSON.stringify([before, data]) !== JSON.stringify([replaced.before, replaced.data]);
    return isChanged ? [replaced] : [];
  });
  if (changed.length > 0) await run(replaceEvents(businessId, changed));
  return changed.length;
}

async function eraseFiles(run: Run, businessId: BusinessId, ids: ErasedIds, identifiers: PersonIdentifiers) {
  let import_files = 0;
  let import_problems = 0;
  for (const { id, is_busy } of await filesOf(run, businessId, [...ids.customers], identifiers)) {
    if (is_busy)
      throw conflict('An import in progress names the customer; wait for the import, or cancel it');
    const [chunks, [problems]] = await run(
      deleteFile(businessId, id),
      eraseProblems(businessId, id),
      eraseImport(businessId, id),
    );
    ids.files.add(id);
    if (chunks.length > 0) import_files += 1;
    import_problems += problems?.count ?? 0;
  }
  await run(eraseSenders(businessId, [...identifiers.emails]));
  return { import_files, import_problems };
}

async function eraseResponses(run: Run, businessId: BusinessId, ids: ErasedIds): Promise<number> {
  let count = 0;
  const idsOfAll = [...ids.customers, ...ids.contacts, ...ids.files];
  for await (const responses of responsesOf(run, businessId, idsOfAll)) {
    const changed = responses.flatMap(({ route, key, body }) => {
      const replaced = JSON.stringify(erased(JSON.parse(body), ids));
      return replaced === body ? [] : [{ route, key, body: replaced }];
    });
    if (changed.length > 0) await run(replaceResponses(businessId, changed));
    count += changed.length;
  }
  return count;
}

async function eraseActs(run: Run, businessId: BusinessId, { emails }: PersonIdentifiers): Promise<number> {
  let count = 0;
  const [[last]] = await run(selectLastPosition(businessId));
  for (let from = 0; from < (last?.last_position ?? 0); from += positionsPerPass) {
    const [changed] = await run(eraseActors(businessId, [...emails], from, from + positionsPerPass));
    count += changed.length;
  }
  return count;
}
