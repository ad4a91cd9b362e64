import { Injectable } from '@nestjs/common';
import { selectCustomers } from '../customers/customers.statements.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import type { Event } from '../events/event.js';
import { eventsAt } from '../events/events.statements.js';
import type { Caller } from '../../platform/http/caller.js';
import { notFound } from '../../platform/http/errors.js';
import { eventsOf } from './customer-events.js';
import { PersonIdentifiers } from './erased.js';
import type { CustomerData, ImportTrace, StoredAnswerBody } from './erasure.responses.js';
import { selectIdentifyingProblems } from './files.statements.js';
import { filesOf } from './uploaded-files.js';
import { personOf } from './person.js';
import { responsesOf } from './stored-responses.js';

/** All data about a customer that an erasure would erase. */
@Injectable()
export class CustomerDataService {
  constructor(private readonly transaction: TenantTransaction) {}

  /** @throws 404 */
  get({ businessId }: Caller, customerId: string): Promise<CustomerData> {
    return this.transaction.run(businessId, async (run) => {
      const customerIds = await personOf(run, businessId, customerId);
      const [found] = await run(selectCustomers(businessId, customerIds));
      const customers = found.map(({ value }) => value);
      const customer = customers.find(({ id }) => id === customerId);
      if (customer === undefined) throw notFound('Customer');
      const identifiers = new PersonIdentifiers();
      for (const each of customers) identifiers.add(each);
      const ids = new Set(customerIds);
      const events: Event[] = [];
      for await (const some of eventsOf(run, businessId, customerIds)) {
        for (const { entity_id, before, data } of some) {
          ids.add(entity_id);
          identifiers.add(before);
          identifiers.add(data);
        }
        const [told] = await run(
          eventsAt(
            businessId,
            some.map(({ position }) => position),
          ),
        );
        events.push(...told);
      }
      const imports: ImportTrace[] = [];
      for (const { id, file_name, created_at, chunks } of await filesOf(
        run,
        businessId,
        customerIds,
        identifiers,
      )) {
        ids.add(id);
        const [problems] = await run(selectIdentifyingProblems(businessId, identifiers.texts, id));
        imports.push({
          id,
          file_name,
          created_at,
          is_kept: chunks > 0,
          problems: problems.map(({ problem }) => problem),
        });
      }
      const stored_answers: StoredAnswerBody[] = [];
      for await (const responses of responsesOf(run, businessId, [...ids])) {
        for (const { body, ...response } of responses)
          stored_answers.push({ ...response, body: JSON.parse(body) as unknown });
      }
      return {
        customer,
        merged_customers: customers.filter(({ id }) => id !== customerId),
        events: events.toSorted((a, b) => a.position - b.position),
        stored_answers: stored_answers.toSorted((a, b) => a.created_at.localeCompare(b.created_at)),
        imports,
      };
    });
  }
}
