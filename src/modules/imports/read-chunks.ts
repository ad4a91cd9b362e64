import type { BusinessId } from '../../platform/database/business-id.js';
import type { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { selectChunk } from './imports.statements.js';

/** The bytes of a file that was received. */
export async function* readChunks(
  transaction: TenantTransaction,
  businessId: BusinessId,
  importId: string,
): AsyncGenerator<Buffer> {
  for (let position = 0; ; position += 1) {
    const [chunk] = await transaction.query(businessId, selectChunk(businessId, importId, position));
    if (chunk === undefined) return;
    yield chunk.bytes;
  }
}
