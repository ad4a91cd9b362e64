import { invisibleNames } from './invisible-names.js';

let names: ReadonlyMap<number, string> | undefined;

/**
 * What Python's `unicodedata.name` calls a mark, a space or a format character: those that a person would otherwise
 * not see in an error. Control characters have no name.
 */
export function characterName(codePoint: number): string | undefined {
  names ??= readNames();
  return names.get(codePoint);
}

function readNames(): ReadonlyMap<number, string> {
  const read = new Map<number, string>();
  for (const line of invisibleNames.trim().split('\n')) {
    const [start = '', run = ''] = line.split('=');
    const [prefix = '', ...ends] = run.split('|');
    const first = Number.parseInt(start, 16);
    if (ends.length === 0) read.set(first, prefix);
    for (const [index, end] of ends.entries()) read.set(first + index, prefix + end);
  }
  return read;
}
