import { describe, expect, it } from '@jest/globals';
import { FileError } from '../../src/modules/imports/file/file-error.js';
import { KeySet } from '../../src/modules/imports/rows/key-set.js';

describe('the keys of a dry run', () => {
  it('has the keys that were added, and no others, while it grows', () => {
    const keys = new KeySet();
    for (let index = 0; index < 20_000; index += 1) keys.add(`${index}@example.com`);
    for (let index = 0; index < 20_000; index += 1) {
      expect(keys.has(`${index}@example.com`)).toBe(true);
      expect(keys.has(`${index}@example.org`)).toBe(false);
    }
  });

  it('refuses a key beyond the bound, and none that it has', () => {
    const keys = new KeySet(3);
    for (const key of ['a', 'b', 'c', 'a', 'b', 'c']) keys.add(key);
    expect(() => keys.add('d')).toThrow(
      new FileError('A dry run compares at most 3 new customers with each other: send the file in parts'),
    );
    expect(keys.has('d')).toBe(false);
  });
});
