import type { BusinessId } from './business-id.js';
import { isStatementError } from './database-errors.js';
import { reportBatch } from './roundtrip-channel.js';

/** The most members of a batch: enough to fill a round trip, few enough to keep the transaction short. */
const usualBatch = 64;
/**
 * The most batches of a business in flight: while one is committed, the next is filled. More bring nothing
 * (docs/performance.md).
 */
const pipelinesPerBusiness = 2;

interface Pending<Input, Output> {
  readonly input: Input;
  resolve(output: Output): void;
  reject(error: unknown): void;
}

interface Lane<Input, Output> {
  readonly waiting: Pending<Input, Output>[];
  pipelines: number;
  isScheduled: boolean;
}

/**
 * Lets several concurrent requests of one business travel as one transaction with one commit, where each request by
 * itself would be a transaction and a separate commit. Requests are never delayed to fill a batch: those present when the event loop
 * has read its sockets leaves at once, and what arrives while two transactions are in flight leaves next.
 *
 * Each caller is answered by its own outcome. If the database refuses a batch because of its data, its members are
 * sent again one by one, so that a bad one fails alone. Where it was not the data, all of them fail: a lost connection
 * does not reveal which work was done, and slow work would take as long again.
 */
export class Batches<Input, Output> {
  private readonly lanes = new Map<BusinessId, Lane<Input, Output>>();

  /**
   * @param send runs one transaction, and answers the outputs in the order of the inputs
   * @param largestBatch the most inputs of one transaction
   */
  constructor(
    private readonly send: (businessId: BusinessId, inputs: readonly Input[]) => Promise<Output[]>,
    private readonly maxBatch = usualBatch,
  ) {}

  submit(businessId: BusinessId, input: Input): Promise<Output> {
    return new Promise((resolve, reject) => {
      let lane = this.lanes.get(businessId);
      if (lane === undefined) {
        lane = { waiting: [], pipelines: 0, isScheduled: false };
        this.lanes.set(businessId, lane);
      }
      lane.waiting.push({ input, resolve, reject });
      this.schedule(businessId, lane);
    });
  }

  private schedule(businessId: BusinessId, lane: Lane<Input, Output>): void {
    if (lane.isScheduled || lane.pipelines >= pipelinesPerBusiness) return;
    lane.isScheduled = true;
    setImmediate(() => {
      lane.isScheduled = false;
      const batch = lane.waiting.splice(0, this.maxBatch);
      if (batch.length === 0) return;
      lane.pipelines += 1;
      void this.sendPipeline(businessId, batch).finally(() => this.land(businessId, lane));
      if (lane.waiting.length > 0) this.schedule(businessId, lane);
    });
  }

  private land(businessId: BusinessId, lane: Lane<Input, Output>): void {
    lane.pipelines -= 1;
    if (lane.waiting.length > 0) this.schedule(businessId, lane);
    else if (lane.pipelines === 0) this.lanes.delete(businessId);
  }

  /** Settles every member of the batch; never rejects itself. */
  private async sendPipeline(
    businessId: BusinessId,
    batch: readonly Pending<Input, Output>[],
  ): Promise<void> {
    reportBatch(batch.length);
    try {
      const outputs = await this.send(
        businessId,
        batch.map(({ input }) => input),
      );
      batch.forEach((pending, index) => pending.resolve(outputs[index] as Output));
    } catch (error) {
      if (batch.length > 1 && isStatementError(error)) {
        await Promise.all(batch.map((pending) => this.sendPipeline(businessId, [pending])));
      } else {
        for (const pending of batch) pending.reject(error);
      }
    }
  }
}
