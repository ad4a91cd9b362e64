import { Resolver } from 'node:dns';
import type { Resolve } from './sender.js';

/** RFC 6761, section 6.3: these names are not asked for. */
const localhost = /^(?:.+\.)?localhost\.?$/i;

const limits = { timeout: 2_000, tries: 2 };

class NotFoundError extends Error {
  readonly code = 'ENOTFOUND';
}

/**
 * Resolves names by DNS alone. `dns.lookup` blocks a thread of Node's pool for as long as a name server stays silent:
 * two such names would delay the webhooks of every other business. These queries need no thread, and none waits for
 * another. They read neither /etc/hosts nor search domains, which lead to private addresses.
 */
export function resolveByDns(resolver = new Resolver(limits)): Resolve {
  return (hostname, _options, callback) => {
    if (localhost.test(hostname)) return callback(null, [{ address: '127.0.0.1', family: 4 }]);
    const found = { 4: [] as string[], 6: [] as string[] };
    let pending = 2;
    const settle = (family: 4 | 6) => (error: Error | null, addresses: string[] | undefined) => {
      if (error === null) found[family] = addresses ?? [];
      pending -= 1;
      if (pending > 0) return;
      const all = ([4, 6] as const).flatMap((each) =>
        found[each].map((address) => ({ address, family: each })),
      );
      callback(all.length === 0 ? new NotFoundError(hostname) : null, all);
    };
    resolver.resolve4(hostname, settle(4));
    resolver.resolve6(hostname, settle(6));
  };
}
