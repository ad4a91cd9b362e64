import { Injectable } from '@nestjs/common';
import type { Run } from '../../../platform/database/tenant-transaction.js';
import { type ResponseBody, bodyOf, type Json } from '../../../platform/database/wire/json.js';
import { Issue, locate } from '../../../pydantic/issues.js';
import type { Caller } from '../../../platform/http/caller.js';
import { badRequest, conflict, notFound, unprocessable } from '../../../platform/http/errors.js';
import { assertMatches } from '../../../platform/http/preconditions.js';
import { etagOf } from '../../../platform/http/etags.js';
import { Idempotency } from '../../../resource/writes/idempotency.js';
import { actorJson } from '../../../resource/writes/recorded-write.js';
import { changesBetween } from '../../../resource/writes/recorded-row.js';
import { insertContacts, maxContacts } from '../contacts/contacts.statements.js';
import { assertLive, type CustomerState } from '../customer-lock.js';
import type { Customer } from '../customer.entity.js';
import { selectCustomer } from '../customers.statements.js';
import {
  moveContacts,
  planContacts,
  selectKeptContacts,
  selectMergedCustomers,
  setContactSources,
} from './merge-contacts.js';
import type { CustomerMergeRequest, CustomerMergeResponse } from './merge.dto.js';
import { mergeCustomers } from './merge.statements.js';
import { lockGroup, repointMerged, selectMergedInto, withStableGroup } from './merged-group.js';

/** The result of a merge: the remaining customer, and its ETag in the database. */
export interface Merged {
  readonly response: ResponseBody<CustomerMergeResponse>;
  readonly etag: string | undefined;
}

/** Rolls back the transaction of a dry run, with the answer. */
class DryRun extends Error {
  constructor(readonly merged: Merged) {
    super('A dry run changes nothing');
  }
}

/** Makes one customer of several. */
@Injectable()
export class MergeService {
  constructor(private readonly idempotency: Idempotency) {}

  /**
   * All of it or nothing, and in a dry run nothing.
   *
   * @throws 404, 400 for another that the business does not have, 409 for one that is deleted, erased or was merged
   *   already and for too many contacts, 412, 422 for one that would be merged into itself
   */
  async merge(
    caller: Caller,
    id: string,
    request: CustomerMergeRequest,
    ifMatch: string | undefined,
  ): Promise<Merged> {
    assertOthers(id, request.from);
    try {
      const response = await withStableGroup(() =>
        this.idempotency.once<CustomerMergeResponse>(caller, (run) =>
          mergeWithin(run, caller, id, request, ifMatch),
        ),
      );
      return { response, etag: undefined };
    } catch (error) {
      if (error instanceof DryRun) return error.merged;
      throw error;
    }
  }
}

async function mergeWithin(
  run: Run,
  caller: Caller,
  id: string,
  { from, fields, dry_run }: CustomerMergeRequest,
  ifMatch: string | undefined,
): Promise<Json<Customer>> {
  const { businessId } = caller;
  const others = [...new Set(from)];
  const all = [id, ...others];
  const actor = actorJson(caller);
  const states = await lockGroup(run, businessId, all, selectMergedInto(businessId, others));
  assertMergeable(states, id, others);
  const [[before], identities, kept] = await run(
    selectCustomer(businessId, id),
    selectMergedCustomers(businessId, all),
    selectKeptContacts(businessId, all),
  );
  const [survivor, ...merged] = identities;
  if (before === undefined || survivor === undefined) throw notFound('Customer');
  assertMatches(ifMatch, before);
  const fillsEmpty = fields === 'fill_empty';
  const contacts = planContacts([survivor, ...merged], kept, fillsEmpty);
  assertContactsFit(contacts.count);
  const members = states.filter(({ merged_into }) => merged_into !== null).map((state) => state.id);
  await run(
    ...(members.length === 0 ? [] : [repointMerged(businessId, members, id, actor)]),
    ...(contacts.changed.length === 0 ? [] : [moveContacts(businessId, id, contacts, actor)]),
    ...(contacts.created.length === 0
      ? []
      : [
          insertContacts(businessId, contacts.created, actor),
          setContactSources(businessId, id, contacts.created),
        ]),
  );
  const [[after]] = await run(mergeCustomers(businessId, id, others, fillsEmpty, actor));
  if (after === undefined) throw new Error('A merge has returned no customer');
  if (dry_run) {
    const changes = changesBetween({ ...before.value }, { ...after.value, merged_from: others });
    throw new DryRun({ response: { ...after.value, dry_run: true, changes }, etag: etagOf(bodyOf(before)) });
  }
  return after;
}

function assertOthers(id: string, from: readonly string[]): void {
  const index = from.indexOf(id);
  if (index === -1) return;
  const error = 'a customer cannot be merged into itself';
  throw unprocessable([
    locate(new Issue('value_error', `Value error, ${error}`, { error }), ['body', 'from', index], id),
  ]);
}

function assertMergeable(states: readonly CustomerState[], id: string, others: readonly string[]): void {
  const byId = new Map(states.map((state) => [state.id, state]));
  assertLive(byId.get(id));
  for (const other of others) {
    const state = byId.get(other);
    if (state === undefined)
      throw badRequest(`from holds ${other}, which is not a customer of this business`);
    const { is_deleted, merged_into, is_erased } = state;
    if (is_erased) throw conflict(`The customer ${other} was erased: it cannot be merged`);
    if (merged_into !== null) throw conflict(`The customer ${other} was merged into ${merged_into} already`);
    if (is_deleted) throw conflict(`The customer ${other} is deleted; restore it first`);
  }
}

function assertContactsFit(count: number): void {
  if (count > maxContacts) {
    throw conflict(
      `The customers have more than ${maxContacts} contacts together; a customer has at most ${maxContacts}`,
    );
  }
}
