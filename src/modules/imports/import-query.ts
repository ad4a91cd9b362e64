import { BooleanField, ChoiceField, StringField } from '../../resource/fields/fields.js';
import { Issue, locate } from '../../pydantic/issues.js';
import { unprocessable } from '../../platform/http/errors.js';
import type { Delimiter } from './file/csv-records.js';
import { encodingNamed } from './file/decoding.js';
import { FileError } from './file/file-error.js';
import type { ColumnMap } from './file/header.js';
import {
  importModes,
  type ImportMode,
  type ImportOptions,
  matchKeys,
  type MatchKey,
} from './import-options.js';
import { isTarget, type Target } from './products/product.js';

const delimiterOf = { ',': ',', ';': ';', '\t': '\t', comma: ',', semicolon: ';', tab: '\t' } as const;
const delimiterNames = Object.keys(delimiterOf) as (keyof typeof delimiterOf)[];

/** The options of an import in a query. */
export class ImportQuery {
  @ChoiceField({
    description:
      'What to do with a row whose customer already exists: `skip` the row, `create` another ' +
      'customer, or `update` the fields of the row.',
    values: importModes,
    default: 'skip',
  })
  mode: ImportMode;

  @ChoiceField({
    description:
      'How to find the existing customer: by email in upper or lower case, by the letters and ' +
      'digits of the tax id, or by id.',
    values: matchKeys,
    default: 'email',
  })
  match_on: MatchKey;

  @BooleanField({ description: 'Whether to only read and validate, and store nothing.', default: false })
  dry_run: boolean;

  @StringField({
    description: 'Encoding of a file that is not UTF-8 and has no byte order mark, such as `windows-1252`.',
    optional: true,
    maxLength: 40,
  })
  encoding?: string;

  @ChoiceField({
    description: 'Delimiter between cells; detected by default.',
    values: delimiterNames,
    optional: true,
  })
  delimiter?: (typeof delimiterNames)[number];

  @StringField({
    description:
      'The field of each column, or `null` to ignore the column, as a JSON object: `{"Their column": "tax_id"}`.',
    optional: true,
    maxLength: 20_000,
  })
  map?: string;
}

/** @throws 422 for an unknown encoding, and an invalid map */
export function importOptions(query: ImportQuery): ImportOptions {
  const { mode, match_on, dry_run, encoding, delimiter, map } = query;
  return {
    mode,
    match_on,
    dry_run,
    encoding: encoding === undefined ? undefined : knownEncoding(encoding),
    delimiter: delimiter === undefined ? undefined : (delimiterOf[delimiter] satisfies Delimiter),
    map: map === undefined ? {} : columnMap(map),
  };
}

const wrong = (parameter: string, error: string, input: unknown) =>
  unprocessable([
    locate(new Issue('value_error', `Value error, ${error}`, { error }), ['query', parameter], input),
  ]);

function knownEncoding(name: string): string {
  try {
    return encodingNamed(name);
  } catch (error) {
    if (error instanceof FileError) throw wrong('encoding', error.message, name);
    throw error;
  }
}

function columnMap(json: string): ColumnMap {
  const refuse = (error: string) => wrong('map', error, json.slice(0, 1_000));
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw refuse('the map is no JSON');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw refuse('the map has to be an object of column names and fields');
  }
  const entries = Object.entries(parsed as Readonly<Record<string, unknown>>);
  return Object.fromEntries(
    entries.map(([column, target]): [string, Target | null] => {
      if (target === null || target === '') return [column, null];
      if (typeof target === 'string' && isTarget(target)) return [column, target];
      throw refuse(`${JSON.stringify(target).slice(0, 64)} is no field that a column can be`);
    }),
  );
}
