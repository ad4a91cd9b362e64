import { Inject, Injectable } from '@nestjs/common';
import { lockCustomerState } from '../customers/customer-lock.js';
import { selectCustomer } from '../customers/customers.statements.js';
import type { BusinessId } from '../database/business-id.js';
import type { Run } from '../database/business-transaction.js';
import type { Answer } from '../database/wire/json.js';
import type { Caller } from '../http/caller.js';
import { conflict, notFound } from '../http/errors.js';
import { Idempotency } from '../writes/idempotency.js';
import { actorJson } from '../writes/recorded-write.js';
import { eventsOf } from './customer-events.js';
import { erased, Traces } from './erased.js';
import type { ErasureCounts, ErasureReceipt } from './erasure.responses.js';
import {
  countDeliveries,
  eraseActors,
  eraseContacts,
  eraseCustomer,
  replaceAnswers,
  replaceEvents,
  selectAnswers,
  selectLastPosition,
} from './erasure.statements.js';
import { deleteFile, eraseImport, eraseProblems, eraseSenders } from './files.statements.js';
import { filesOf } from './kept-files.js';

/** How many positions are looked at by one statement: no index knows who acted. */
const positionsOfOneLook = 20_000;

/**
 * Erases a person: all in one transaction, under the lock of the customer, so that nobody writes anew meanwhile what is
 * being erased. The event that tells of it comes last, as every event does.
 */
@Injectable()
export class ErasureService {
  constructor(@Inject(Idempotency) private readonly idempotency: Idempotency) {}

  /**
   * A second erasure erases what has come since the first. @throws 404, 409 while a file is worked on that names the
   * person
   */
  erase(caller: Caller, customerId: string): Promise<Answer<ErasureReceipt>> {
    const { businessId } = caller;
    return this.idempotency.once<ErasureReceipt>(caller, async (run) => {
      const [[locked], [customer]] = await run(
        lockCustomerState(businessId, customerId),
        selectCustomer(businessId, customerId),
      );
      if (locked === undefined || customer === undefined) throw notFound('Customer');
      const traces = new Traces();
      traces.add(customer.value);
      const events = await eraseEvents(run, businessId, customerId, traces);
      const files = await eraseFiles(run, businessId, customerId, traces);
      const idempotency_answers = await eraseAnswers(run, businessId, customerId);
      const actors = await eraseActs(run, businessId, traces);
      const [[deliveries], contacts, changed] = await run(
        countDeliveries(businessId, customerId),
        eraseContacts(businessId, customerId),
        eraseCustomer(businessId, customerId, actorJson(caller)),
      );
      const counts: ErasureCounts = {
        customers: changed.length,
        contacts: contacts.length,
        events,
        actors,
        idempotency_answers,
        ...files,
        webhook_deliveries: deliveries?.count ?? 0,
      };
      return { customer_id: customerId, erased_at: new Date().toISOString(), counts };
    });
  }
}

/** @returns how many held anything */
async function eraseEvents(
  run: Run,
  businessId: BusinessId,
  customerId: string,
  traces: Traces,
): Promise<number> {
  let count = 0;
  for await (const events of eventsOf(run, businessId, customerId)) {
    const changed = events.flatMap(({ position, before, data }) => {
      traces.add(before);
      traces.add(data);
      const replaced = { position, before: erased(before, customerId), data: erased(data, customerId) };
      const isChanged = JSON.stringify([before, data]) !== JSON.stringify([replaced.before, replaced.data]);
      return isChanged ? [replaced] : [];
    });
    if (changed.length > 0) await run(replaceEvents(businessId, changed));
    count += changed.length;
  }
  return count;
}

async function eraseFiles(run: Run, businessId: BusinessId, customerId: string, traces: Traces) {
  let import_files = 0;
  let import_problems = 0;
  for (const { id, state } of await filesOf(run, businessId, customerId, traces)) {
    if (['receiving', 'queued', 'running'].includes(state))
      throw conflict('A file that names the customer is being worked on; wait for the import, or cancel it');
    const [chunks, [problems]] = await run(
      deleteFile(businessId, id),
      eraseProblems(businessId, id),
      eraseImport(businessId, id),
    );
    if (chunks.length > 0) import_files += 1;
    import_problems += problems?.count ?? 0;
  }
  await run(eraseSenders(businessId, [...traces.emails]));
  return { import_files, import_problems };
}

async function eraseAnswers(run: Run, businessId: BusinessId, customerId: string): Promise<number> {
  const [answers] = await run(selectAnswers(businessId, customerId));
  const changed = answers.flatMap(({ route, key, body }) => {
    const replaced = JSON.stringify(erased(JSON.parse(body), customerId));
    return replaced === body ? [] : [{ route, key, body: replaced }];
  });
  if (changed.length > 0) await run(replaceAnswers(businessId, changed));
  return changed.length;
}

async function eraseActs(run: Run, businessId: BusinessId, { emails }: Traces): Promise<number> {
  let count = 0;
  const [[last]] = await run(selectLastPosition(businessId));
  for (let from = 0; from < (last?.last_position ?? 0); from += positionsOfOneLook) {
    const [changed] = await run(eraseActors(businessId, [...emails], from, from + positionsOfOneLook));
    count += changed.length;
  }
  return count;
}
