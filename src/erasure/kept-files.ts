import type { BusinessId } from '../database/business-id.js';
import type { Run } from '../database/business-transaction.js';
import type { Traces } from './erased.js';
import { chunksOfOneLook, findInFile, inFiles, type KeptFile, selectFiles } from './files.statements.js';

/** The files of customers, as far as they are kept, that speak of the person: themselves, or the notes about them. */
export async function filesOf(
  run: Run,
  businessId: BusinessId,
  customerId: string,
  { texts }: Traces,
): Promise<KeptFile[]> {
  const [files] = await run(selectFiles(businessId, texts, customerId));
  const found: KeptFile[] = [];
  for (const file of files) {
    if (file.is_told || (await isInFile(run, businessId, file, texts))) found.push(file);
  }
  return found;
}

async function isInFile(
  run: Run,
  businessId: BusinessId,
  { id, chunks }: KeptFile,
  texts: ReadonlySet<string>,
): Promise<boolean> {
  const needles = inFiles(texts);
  for (let from = 0; from < chunks; from += chunksOfOneLook) {
    const [[look]] = await run(findInFile(businessId, id, from, needles));
    if (look?.is_found === true) return true;
  }
  return false;
}
