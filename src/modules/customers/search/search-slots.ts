import type { BusinessId } from '../../../platform/database/business-id.js';
import { unavailable } from '../../../platform/http/errors.js';

/** The most searches of a business that are under way at once in this process: the other connections are for others. */
const maxConcurrent = 4;
/** The most searches of a business that wait for their turn. */
const maxWaiting = 64;

interface Line {
  inFlight: number;
  readonly waiting: (() => void)[];
}

/** Lets the searches of each business take turns. */
export class SearchSlots {
  private readonly lines = new Map<BusinessId, Line>();

  /** @throws 503 where too many wait already, and whatever `work` throws */
  async take<T>(businessId: BusinessId, work: () => Promise<T>): Promise<T> {
    const line = this.lines.get(businessId) ?? { inFlight: 0, waiting: [] };
    this.lines.set(businessId, line);
    if (line.inFlight < maxConcurrent) {
      line.inFlight += 1;
    } else {
      if (line.waiting.length >= maxWaiting) {
        throw unavailable('Too many searches of this business are under way, please try again');
      }
      // A search that ends hands its place on.
      await new Promise<void>((resolve) => line.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = line.waiting.shift();
      if (next !== undefined) next();
      else if (--line.inFlight === 0) this.lines.delete(businessId);
    }
  }
}
