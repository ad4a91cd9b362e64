import type { BusinessId } from '../../platform/database/business-id.js';
import type { Run } from '../../platform/database/tenant-transaction.js';
import type { PersonIdentifiers } from './erased.js';
import {
  chunksPerPass,
  findAboutFile,
  findInFile,
  inFiles,
  type KeptFile,
  selectFiles,
} from './files.statements.js';

/** The files of customers, as far as they are kept, that speak of the person: themselves, or the notes about them. */
export async function filesOf(
  run: Run,
  businessId: BusinessId,
  customerIds: readonly string[],
  { texts }: PersonIdentifiers,
): Promise<KeptFile[]> {
  const [files] = await run(selectFiles(businessId));
  const found: KeptFile[] = [];
  for (const file of files) {
    const [[about]] = await run(findAboutFile(businessId, texts, file.id, customerIds));
    if (about?.is_told === true || (await isInFile(run, businessId, file, texts))) found.push(file);
  }
  return found;
}

async function isInFile(
  run: Run,
  businessId: BusinessId,
  { id, chunks, encoding }: KeptFile,
  texts: ReadonlySet<string>,
): Promise<boolean> {
  const needles = inFiles(texts, encoding);
  for (let from = 0; from < chunks; from += chunksPerPass) {
    const [[look]] = await run(findInFile(businessId, id, from, needles));
    if (look?.is_found === true) return true;
  }
  return false;
}
