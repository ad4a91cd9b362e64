import { isIPv4 } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

export const authenticationFailuresPerMinute = Symbol('AUTH_FAILURES_PER_MINUTE');

const windowMs = 60_000;
/** More than that, and those that have been quiet the longest are forgotten: memory stays bounded. */
const rememberedAddresses = 10_000;

/**
 * Failed authentications by address, of this replica. Only failures are counted and refused: a valid token
 * keeps working, also from an address with failed attempts.
 */
@Injectable()
export class FailedAuthentications {
  private readonly addresses = new LRUCache<string, { failures: number }>({
    max: rememberedAddresses,
    ttl: windowMs,
  });

  constructor(@Inject(authenticationFailuresPerMinute) private readonly limit: number) {}

  /** @returns undefined, or, for a failure beyond the limit, the seconds until the address may fail again */
  add(address: string): number | undefined {
    if (this.limit === 0) return undefined;
    const key = networkOf(address);
    const known = this.addresses.get(key);
    if (known === undefined) {
      this.addresses.set(key, { failures: 1 });
      return undefined;
    }
    known.failures++;
    return known.failures > this.limit
      ? Math.max(1, Math.ceil(this.addresses.getRemainingTTL(key) / 1000))
      : undefined;
  }
}

/** An IPv4 address, also one within IPv6; of an IPv6 address the /64, which is the least that one host is given. */
export function networkOf(address: string): string {
  const embedded = /^::ffff:(.+)$/i.exec(address)?.[1];
  if (embedded !== undefined && isIPv4(embedded)) return embedded;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  if (tail !== undefined) {
    const after = tail === '' ? [] : tail.split(':');
    groups.push(...Array<string>(Math.max(0, 8 - groups.length - after.length)).fill('0'), ...after);
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
