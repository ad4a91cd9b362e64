import { types } from 'pg';

const { builtins } = types;

/**
 * `2026-11-22 09:22:02.71+00`, as a session in UTC prints it, as the wire has it: `2026-11-22T09:22:02.710Z`.
 * A Date in between would cost more and say no more.
 */
function timestampToWire(text: string): string {
  const fraction = text.charAt(19) === '.' ? text.slice(20, text.indexOf('+', 20)) : '';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction.padEnd(3, '0')}Z`;
}

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [builtins.TIMESTAMPTZ]: timestampToWire,
  // Every bigint column is checked to be within ±(2^53 - 1), every numeric column to have two decimals.
  [builtins.INT8]: Number,
  [builtins.NUMERIC]: Number,
};

/** How columns are read off the database: in the form in which they go onto the wire. */
export const columnTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    return (format !== 'binary' && parsers[oid]) || types.getTypeParser(oid, format);
  },
};
