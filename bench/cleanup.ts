type Step = () => Promise<void> | void;

/** Clean-up actions that run at the end in any case: last in, first out, each once. */
export class Cleanup {
  private readonly steps: Step[] = [];

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => void this.run().finally(() => process.exit(130)));
    }
  }

  add(step: Step): void {
    this.steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.steps.pop(); step !== undefined; step = this.steps.pop()) {
      // One step that fails must not keep the others from being done.
      await Promise.resolve()
        .then(step)
        .catch((error: unknown) => process.stderr.write(`Cleaning up: ${String(error)}\n`));
    }
  }
}
