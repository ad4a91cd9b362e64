import type { Header } from './file/header.js';
import type { Table } from './file/open-table.js';
import type { Detection } from './import-record.js';

/** The detected product of a file, and the field of each column. */
export function detectionOf({ header, encoding, looksLikeUtf8, delimiter }: Table): Detection {
  const named = namedOf(header);
  return {
    source: header.product?.name ?? null,
    encoding,
    delimiter,
    mapping: Object.fromEntries(
      uniquely(named).flatMap(({ name, target }) => (target === null ? [] : [[name, target]])),
    ),
    ignored_columns: named
      .filter(({ name, target }) => target === null && name !== '')
      .map(({ name }) => name),
    warnings: looksLikeUtf8
      ? [
          `The file was read as ${encoding}, as you asked, but it looks like UTF-8: check the names, or leave encoding out`,
        ]
      : [],
  };
}

/** A name that comes again carries its number. */
function uniquely(columns: ReturnType<typeof namedOf>): ReturnType<typeof namedOf> {
  const seen = new Map<string, number>();
  return columns.map(({ name, target }) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return { name: count === 1 ? name : `${name} (${count})`, target };
  });
}
const namedOf = ({ names, targets }: Header) =>
  names.map((name, index) => ({ name, target: targets[index] ?? null }));
