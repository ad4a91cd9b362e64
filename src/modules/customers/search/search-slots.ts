import type { BusinessId } from '../../../platform/database/business-id.js';
import { unavailable } from '../../../platform/http/errors.js';

/** The most searches of a business that are in flight at once in this process: the other connections are for others. */
const maxConcurrent = 4;
/** The most searches of a business that wait for their turn. */
const maxWaiting = 64;

interface KeyState {
  inFlight: number;
  readonly waiting: (() => void)[];
}

/** Lets the searches of each business take turns. */
export class SearchSlots {
  private readonly states = new Map<BusinessId, KeyState>();

  /** @throws 503 if too many searches wait already; rethrows errors of `work` */
  async run<T>(businessId: BusinessId, work: () => Promise<T>): Promise<T> {
    const state = this.states.get(businessId) ?? { inFlight: 0, waiting: [] };
    this.states.set(businessId, state);
    if (state.inFlight < maxConcurrent) {
      state.inFlight += 1;
    } else {
      if (state.waiting.length >= maxWaiting) {
        throw unavailable('Too many searches of this business are in flight, please try again');
      }
      // A search that ends hands its place on.
      await new Promise<void>((resolve) => state.waiting.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = state.waiting.shift();
      if (next !== undefined) next();
      else if (--state.inFlight === 0) this.states.delete(businessId);
    }
  }
}
