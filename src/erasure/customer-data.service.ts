import { Inject, Injectable } from '@nestjs/common';
import { selectCustomer } from '../customers/customers.statements.js';
import { BusinessTransaction } from '../database/business-transaction.js';
import type { Event } from '../events/event.js';
import { eventsAt } from '../events/events.statements.js';
import type { Caller } from '../http/caller.js';
import { notFound } from '../http/errors.js';
import { eventsOf } from './customer-events.js';
import { Traces } from './erased.js';
import type { CustomerData, ImportTrace } from './erasure.responses.js';
import { selectAnswers } from './erasure.statements.js';
import { selectProblemsTelling } from './files.statements.js';
import { filesOf } from './kept-files.js';

/** All that is held about a customer: what an erasure would erase. */
@Injectable()
export class CustomerDataService {
  constructor(@Inject(BusinessTransaction) private readonly transaction: BusinessTransaction) {}

  /** @throws 404 */
  get({ businessId }: Caller, customerId: string): Promise<CustomerData> {
    return this.transaction.run(businessId, async (run) => {
      const [[customer], answers] = await run(
        selectCustomer(businessId, customerId),
        selectAnswers(businessId, customerId),
      );
      if (customer === undefined) throw notFound('Customer');
      const traces = new Traces();
      traces.add(customer.value);
      const events: Event[] = [];
      for await (const some of eventsOf(run, businessId, customerId)) {
        for (const { before, data } of some) {
          traces.add(before);
          traces.add(data);
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
        customerId,
        traces,
      )) {
        const [problems] = await run(selectProblemsTelling(businessId, traces.texts, id));
        imports.push({
          id,
          file_name,
          created_at,
          is_kept: chunks > 0,
          problems: problems.map(({ problem }) => problem),
        });
      }
      return {
        customer: customer.value,
        events,
        stored_answers: answers.map(({ body, ...answer }) => ({
          ...answer,
          body: JSON.parse(body) as unknown,
        })),
        imports,
      };
    });
  }
}
