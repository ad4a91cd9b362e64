import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';

const source = fileURLToPath(new URL('../../src', import.meta.url));

/** Where a business comes from a row of our own tables, not from a request. */
const readersOfOwnRows = [
  'interfaces/cli/known-business.ts',
  'modules/imports/import-run.ts',
  'modules/imports/import-worker.ts',
  'modules/events/retention/event-retention.ts',
  'modules/webhooks/webhook-worker.ts',
];

describe('a BusinessId', () => {
  let files: { name: string; text: string }[];
  /** The files, but for the one that defines `BusinessId`, whose code matches. */
  const filesWith = (pattern: RegExp) =>
    files.filter(({ name, text }) => name !== 'platform/database/business-id.ts' && pattern.test(text));
  const names = (pattern: RegExp) => filesWith(pattern).map(({ name }) => name);

  beforeAll(async () => {
    const entries = await readdir(source, { recursive: true });
    files = await Promise.all(
      entries
        .filter((name) => name.endsWith('.ts'))
        .toSorted()
        .map(async (name) => ({ name, text: await readFile(join(source, name), 'utf8') })),
    );
  });

  it('is never cast to, and no type predicate makes one, outside of its own file', () => {
    expect(names(/\b(?:as|is)\s+(?:unknown\s+as\s+)?BusinessId\b/)).toEqual([]);
  });

  it('comes from a request in the guard of businesses alone', () => {
    expect(names(/\bgrantedBusinessId\(/)).toEqual(['modules/businesses/business.guard.ts']);
  });

  it('comes from a row of our own tables in the places that are listed here', () => {
    expect(names(/\bstoredBusinessId\(/)).toEqual(readersOfOwnRows.toSorted());
  });
});
