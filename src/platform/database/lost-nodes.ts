import { lostNodeOf } from './database-errors.js';

/** How long a node counts as away after a statement was refused because of it, in milliseconds. */
const rememberedMs = 30_000;

/** The nodes of a distributed database that could not be reached lately, as its coordinator has named them. */
export class LostNodes {
  private readonly refusedAt = new Map<string, number>();

  /** Records the error of a pipeline. */
  note(thrown: unknown): void {
    const node = lostNodeOf(thrown);
    if (node !== undefined) this.refusedAt.set(node, performance.now());
  }

  /** `host:port` of each, in alphabetical order. */
  get names(): string[] {
    const oldest = performance.now() - rememberedMs;
    for (const [node, at] of this.refusedAt) if (at < oldest) this.refusedAt.delete(node);
    return [...this.refusedAt.keys()].toSorted();
  }
}
