import type { BusinessId } from './business-id.js';
import type { Statement } from './statement.js';

/** A row that says its id. */
export interface Identified {
  readonly id: string;
}

/** The lock of one row, and how to take several of its kind at once. */
export interface SharedLock {
  readonly id: string;
  /** Locks the rows in the order of their ids. Answers with what the lock of each row by itself answers, and its id. */
  readonly lockAll: (businessId: BusinessId, ids: readonly string[]) => Statement<Identified>;
}

/** What one request of a batch sends. The first statement takes the lock. */
export interface SharedWrite {
  readonly lock: SharedLock;
  readonly statements: readonly Statement[];
}

/** What all requests of a batch send, and how the answers are shared out among them. */
interface SharedPipeline {
  readonly locks: readonly Statement<Identified>[];
  readonly writes: readonly Statement[];
  /** @returns for each request the rows of each of its statements */
  readonly share: (ofLocks: readonly object[][], ofWrites: readonly object[][]) => object[][][];
}

/**
 * All the locks are taken before the first write, and in the order of their ids, so that no two pipelines, and no pipeline
 * and a transaction that waits to record its events, wait for each other in a circle.
 *
 * A request begins with its own lock nevertheless if others of the pipeline want the same one: it sees what the earlier
 * ones did.
 */
export function sharePipeline(businessId: BusinessId, requests: readonly SharedWrite[]): SharedPipeline {
  const idsByKind = new Map<SharedLock['lockAll'], Set<string>>();
  const wanted = new Map<string, number>();
  for (const { lock } of requests) {
    idsByKind.set(lock.lockAll, (idsByKind.get(lock.lockAll) ?? new Set()).add(lock.id));
    wanted.set(lock.id, (wanted.get(lock.id) ?? 0) + 1);
  }
  const parts = requests.map(({ lock: { id }, statements }) => {
    const isLocked = wanted.get(id) === 1;
    return { id, isLocked, statements: isLocked ? statements.slice(1) : statements };
  });
  return {
    locks: [...idsByKind].map(([lockAll, ids]) => lockAll(businessId, [...ids])),
    writes: parts.flatMap(({ statements }) => statements),
    share: (ofLocks, ofWrites) => {
      const locked = ofLocks.flat() as Identified[];
      const rest = [...ofWrites];
      return parts.map(({ id, isLocked, statements }) => {
        const rows = rest.splice(0, statements.length);
        return isLocked ? [locked.filter((row) => row.id === id), ...rows] : rows;
      });
    },
  };
}
