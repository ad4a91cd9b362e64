import { customerPolicies } from '../../customers/customer-policies.js';
import { accounting } from '../products/accounting.js';
import { disambiguateColumns } from '../products/disambiguate-columns.js';
import { commerce } from '../products/commerce.js';
import { datev, europe } from '../products/europe.js';
import { usualWords } from '../products/other.js';
import { ownExport, ownProduct } from '../products/own.js';
import { type Product, type Target, wordOf } from '../products/product.js';

/** The names of columns of a file, and what each is: one of the fields, a part of one, or, as `null`, nothing. */
export type ColumnMap = Readonly<Record<string, Target | null>>;

/** What a row of names says about the columns under it. */
export interface Header {
  readonly names: readonly string[];
  /** What each column is; `null` is left out. */
  readonly targets: readonly (Target | null)[];
  /** `null`: of no product that is known. */
  readonly product: Product | null;
  /** Cells are taken as they stand, as those of an export of ours. */
  readonly isExact: boolean;
}

const known = [ownExport, ...accounting, ...commerce, ...europe];

const ownWords: ReadonlySet<string> = new Set(
  [...ownExport.columns.map(([word]) => word), ...customerPolicies.readOnly].map(wordOf),
);

/** In records: companies, titles and dates precede it, but not more. */
export const maxLinesBeforeHeader = 10;

/**
 * Looks for the row that names the columns.
 *
 * @param map the caller's fields by column name; it overrides the detection
 * @param key what a row has to have, where it need not have a name and an email
 * @returns the header and which of the records it is; undefined where none of them is one
 */
export function findHeader(
  records: readonly (readonly string[])[],
  map: ColumnMap,
  key?: Target,
): { header: Header; index: number } | undefined {
  const candidates = records.slice(0, maxLinesBeforeHeader);
  if (/^\ufeff?(?:EXTF|DTVF)$/.test(candidates[0]?.[0] ?? '') && candidates[1] !== undefined) {
    return { header: headerOf(candidates[1], datev, map), index: 1 };
  }
  for (const [index, names] of candidates.entries()) {
    const product = productOf(names.map(wordOf));
    const header = headerOf(names, product, map);
    if (product !== null || isEnough(header, key) || (Object.keys(map).length > 0 && mapsAll(names, map))) {
      return { header, index };
    }
  }
  return undefined;
}

function productOf(words: readonly string[]): Product | null {
  const present = new Set(words);
  const product = known.find(({ signature }) => signature.every((word) => present.has(word)));
  if (product !== undefined) return product;
  const filled = words.filter((word) => word !== '');
  return filled.length > 1 && filled.every((word) => ownWords.has(word)) ? ownProduct : null;
}

const nameParts: ReadonlySet<Target | null> = new Set<Target>([
  'name',
  'company',
  'first_name',
  'last_name',
  'other_name',
]);

/** Whether a customer can have a name by this header. */
export const hasName = ({ targets }: Header): boolean => targets.some((target) => nameParts.has(target));
export const has = ({ targets }: Header, wanted: Target): boolean => targets.includes(wanted);

const isEnough = (header: Header, key: Target | undefined) =>
  key === undefined ? has(header, 'email') && hasName(header) : has(header, key);

const mapsAll = (names: readonly string[], map: ColumnMap) => {
  const words = new Set(names.map(wordOf));
  return Object.keys(map).every((name) => words.has(wordOf(name)));
};

/** Fields that may have several columns; for others, a second matching column is ignored. */
const repeatable: ReadonlySet<Target> = new Set<Target>(['address_line', 'mobile']);

function headerOf(names: readonly string[], product: Product | null, map: ColumnMap): Header {
  const mapped = new Map(Object.entries(map).map(([name, target]) => [wordOf(name), target]));
  const columns = product?.columns.map(([word, target]) => ({ word, target }));
  const taken = new Set<Target>([...mapped.values()].filter((target) => target !== null));
  const words = names.map(wordOf);
  const alone = words.map((word): Target | null => {
    const said = mapped.get(word);
    if (said !== undefined) return said;
    if (word === '') return null;
    if (columns === undefined) return usualWords.get(word) ?? null;
    const next = columns.findIndex((column) => column.word === word);
    return columns.splice(next, next < 0 ? 0 : 1)[0]?.target ?? null;
  });
  const targets = disambiguateColumns(words, alone).map((target, index): Target | null => {
    const said = mapped.get(words[index] ?? '');
    if (said !== undefined) return said;
    if (target === null || (taken.has(target) && !repeatable.has(target))) return null;
    taken.add(target);
    return target;
  });
  return { names, targets, product, isExact: product === ownExport };
}
