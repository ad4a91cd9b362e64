import { describe, expect, it } from '@jest/globals';
import { FailedAuthentications, networkOf } from '../../src/platform/rate-limit/failed-authentications.js';

describe('failed authentications', () => {
  it('are refused beyond the limit, for the rest of the minute', () => {
    const failures = new FailedAuthentications(3);
    const answers = Array.from({ length: 5 }, () => failures.add('203.0.113.1'));
    expect(answers.slice(0, 3)).toEqual([undefined, undefined, undefined]);
    for (const seconds of answers.slice(3)) {
      expect(seconds).toBeGreaterThanOrEqual(59);
      expect(seconds).toBeLessThanOrEqual(60);
    }
  });

  it('of one address are nothing to another', () => {
    const failures = new FailedAuthentications(1);
    expect(failures.add('203.0.113.1')).toBeUndefined();
    expect(failures.add('203.0.113.1')).toBeDefined();
    expect(failures.add('203.0.113.2')).toBeUndefined();
  });

  it('are not counted without a limit', () => {
    const failures = new FailedAuthentications(0);
    for (let count = 0; count < 1_000; count++) expect(failures.add('203.0.113.1')).toBeUndefined();
  });

  it('are remembered of the last 10,000 addresses only, so that memory is bounded', () => {
    const failures = new FailedAuthentications(1);
    failures.add('198.51.100.1');
    for (let count = 0; count < 10_000; count++) failures.add(`10.0.${count >> 8}.${count & 255}`);
    expect(failures.add('198.51.100.1')).toBeUndefined();
    expect(failures.add('10.0.39.15')).toBeDefined();
  });

  it.each([
    ['203.0.113.1', '203.0.113.1'],
    ['::ffff:203.0.113.1', '203.0.113.1'],
    ['::FFFF:203.0.113.1', '203.0.113.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::6', '2001:db8:1:2'],
    ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2'],
    ['2001:db8::6', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['::', '0:0:0:0'],
  ])('are counted for %s under %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
