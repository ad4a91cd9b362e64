import type { BusinessId } from '../../platform/database/business-id.js';
import type { Run } from '../../platform/database/tenant-transaction.js';
import { selectResponses, type StoredResponse } from './erasure.statements.js';

/** The answers that are kept to be replayed and speak of any of the ids, some at a time: a business may have very many. */
export async function* responsesOf(
  run: Run,
  businessId: BusinessId,
  ids: readonly string[],
): AsyncGenerator<readonly StoredResponse[]> {
  for (let last = { route: '', key: '' }; ;) {
    const [found] = await run(selectResponses(businessId, ids, last));
    const end = found.at(-1);
    if (end === undefined) return;
    yield found.flatMap(({ body, ...response }) => (body === null ? [] : [{ ...response, body }]));
    last = end;
  }
}
