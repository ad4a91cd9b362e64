import { Issue, locate, type ValidationError } from '../../../pydantic/issues.js';
import { readBoolean, readUuid } from '../../../resource/fields/field-rules.js';
import { isNothing } from './cells.js';
import type { Cells } from './contacts.js';
import { booleanWord, isCustomerAccount, isFooter, isVendor } from './words.js';

const vendor = new Issue('vendor', 'The row is of a vendor, not of a customer');
const footer = new Issue('footer', 'The row is a total or a footer of the file, not a customer');
const deleted = new Issue(
  'customer_deleted',
  'The row is of a deleted customer, which an import does not restore',
);
const merged = new Issue(
  'customer_merged',
  'The row is of a customer that was merged into another one, which an import does not restore',
);

/** A footer has none of them; a row that has one is of a customer, even if something else is missing. */
const keys = ['email', 'tax_id', 'id'] as const;

/**
 * Finds why no mode stores the row; the result is undefined for a row of a live customer. The check holds for every file,
 * because people edit our own exports, and other tools read and write them again.
 *
 * @param row all cells, those without a target included
 * @param problems gets the cells that may say that the customer was deleted or merged, but cannot be read: the row fails
 */
export function exclusionOf(
  cells: Cells,
  row: readonly string[],
  name: unknown,
  problems: ValidationError[],
): ValidationError | undefined {
  const first = (target: 'kind' | 'account' | (typeof keys)[number]) => cells.get(target)?.[0];
  const state = stateOf(cells, problems);
  if (state !== undefined) return state;
  const account = first('account');
  if (isVendor(first('kind') ?? '') || (account !== undefined && !isCustomerAccount(account)))
    return locate(vendor, ['body'], name);
  if (keys.every((key) => first(key) === undefined) && isFooter(row)) return locate(footer, ['body'], name);
  return undefined;
}

function stateOf(cells: Cells, problems: ValidationError[]): ValidationError | undefined {
  const mergedInto = stateCell(cells, 'merged_into');
  const survivor = mergedInto === undefined ? undefined : readUuid(mergedInto);
  if (typeof survivor === 'string') return locate(merged, ['body', 'merged_into'], mergedInto);
  const isDeleted = stateCell(cells, 'is_deleted');
  const flag = isDeleted === undefined ? false : readBoolean(booleanWord(isDeleted));
  if (flag === true) return locate(deleted, ['body', 'is_deleted'], isDeleted);
  if (survivor !== undefined) problems.push(locate(survivor, ['body', 'merged_into'], mergedInto));
  if (flag !== false) problems.push(locate(flag, ['body', 'is_deleted'], isDeleted));
  return undefined;
}

/** Also in our own exports, another tool may have written a word for nothing. */
function stateCell(cells: Cells, target: 'is_deleted' | 'merged_into'): string | undefined {
  const cell = cells.get(target)?.[0]?.trim() ?? '';
  return cell === '' || isNothing(cell) ? undefined : cell;
}
