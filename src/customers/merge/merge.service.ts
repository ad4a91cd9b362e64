import { Inject, Injectable } from '@nestjs/common';
import type { Answer, Json } from '../../database/wire/json.js';
import { Issue, locate } from '../../fields/issues.js';
import type { Caller } from '../../http/caller.js';
import { badRequest, conflict, notFound, unprocessable } from '../../http/errors.js';
import { assertMatches } from '../../http/preconditions.js';
import { Idempotency } from '../../writes/idempotency.js';
import { actorJson } from '../../writes/recorded-write.js';
import { mostContacts } from '../contacts/contacts.statements.js';
import { assertLive, type CustomerState, lockCustomerStates } from '../customer-lock.js';
import type { Customer } from '../customer.entity.js';
import { selectCustomer } from '../customers.statements.js';
import type { CustomerMergeRequest } from './merge.dto.js';
import { countContacts, mergeCustomers, moveContacts } from './merge.statements.js';

/** Ends the transaction of a trial, with what it would have answered. */
class Trial extends Error {
  constructor(readonly answer: Json<Customer>) {
    super('A trial changes nothing');
  }
}

/** Makes one customer of several. */
@Injectable()
export class MergeService {
  constructor(@Inject(Idempotency) private readonly idempotency: Idempotency) {}

  /**
   * All of it or nothing, and in a trial nothing.
   *
   * @returns the customer that remains
   * @throws 404, 400 for another that the business does not have, 409 for one that is deleted or was merged already and
   *   for too many contacts, 412, 422 for one that would be merged into itself
   */
  async merge(
    caller: Caller,
    id: string,
    { from, fields, dry_run }: CustomerMergeRequest,
    ifMatch: string | undefined,
  ): Promise<Answer<Customer>> {
    assertOthers(id, from);
    const { businessId } = caller;
    const others = [...new Set(from)];
    const actor = actorJson(caller);
    try {
      return await this.idempotency.once(caller, async (run) => {
        const [states, [contacts], [before]] = await run(
          lockCustomerStates(businessId, [id, ...others]),
          countContacts(businessId, [id, ...others]),
          selectCustomer(businessId, id),
        );
        assertMergeable(states, id, others);
        if (before === undefined) throw notFound('Customer');
        assertMatches(ifMatch, before);
        assertContactsFit(contacts?.count ?? 0);
        const [, [merged]] = await run(
          moveContacts(businessId, id, others, actor),
          mergeCustomers(businessId, id, others, fields === 'fill_empty', actor),
        );
        if (merged === undefined) throw new Error('A merge has returned no customer');
        if (dry_run) throw new Trial(merged);
        return merged;
      });
    } catch (error) {
      if (error instanceof Trial) return error.answer;
      throw error;
    }
  }
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
    if (state === undefined) throw badRequest(`from holds ${other}, which is no customer of this business`);
    const { is_deleted, merged_into } = state;
    if (merged_into !== null) throw conflict(`The customer ${other} was merged into ${merged_into} already`);
    if (is_deleted) throw conflict(`The customer ${other} is deleted; restore it first`);
  }
}

function assertContactsFit(count: number): void {
  if (count > mostContacts) {
    throw conflict(`The customers have ${count} contacts together, and one has at most ${mostContacts}`);
  }
}
