import type { BusinessId } from '../../platform/database/business-id.js';
import type { Run } from '../../platform/database/business-transaction.js';
import { selectAnswers, type StoredAnswer } from './erasure.statements.js';

/** The answers that are kept to be replayed and speak of any of the ids, some at a time: a business may have very many. */
export async function* answersOf(
  run: Run,
  businessId: BusinessId,
  ids: readonly string[],
): AsyncGenerator<readonly StoredAnswer[]> {
  for (let last = { route: '', key: '' }; ;) {
    const [found] = await run(selectAnswers(businessId, ids, last));
    const end = found.at(-1);
    if (end === undefined) return;
    yield found.flatMap(({ body, ...answer }) => (body === null ? [] : [{ ...answer, body }]));
    last = end;
  }
}
