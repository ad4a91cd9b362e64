import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import { Metrics } from '../../platform/observability/metrics.js';
import { importChannel, type ImportReport } from './import-channel.js';
import { selectQueueDepth } from './import-queue.statements.js';

/** Counts imports and their rows, and how many imports wait. */
@Injectable()
export class ImportMetrics implements OnModuleInit, OnModuleDestroy {
  private readonly importRows = new Counter({
    name: 'import_rows_total',
    help: 'Rows of files that this process has handled, by result.',
    labelNames: ['outcome'] as const,
    registers: this.metrics.registers,
  });

  private readonly imports = new Counter({
    name: 'imports_total',
    help: 'Imports that this process has finished.',
    labelNames: ['state'] as const,
    registers: this.metrics.registers,
  });

  private readonly importQueue = new Gauge({
    name: 'import_queue_length',
    help: 'Queued and running imports of all processes.',
    labelNames: ['state'] as const,
    registers: this.metrics.registers,
  });

  private readonly importQueueWait = new Gauge({
    name: 'import_queue_wait_seconds',
    help: 'Time that the next import has waited for a process.',
    labelNames: [] as const,
    registers: this.metrics.registers,
  });

  private readonly count = (message: unknown): void => {
    const report = message as ImportReport;
    if ('ended' in report) {
      this.imports.inc({ state: report.ended });
      return;
    }
    const { rows: _all, ...outcomes } = report.rows;
    for (const [outcome, rows] of Object.entries(outcomes)) this.importRows.inc({ outcome }, rows);
  };

  constructor(private readonly metrics: Metrics) {}

  onModuleInit(): void {
    importChannel.subscribe(this.count);
    this.metrics.readQueue({
      statement: selectQueueDepth,
      clear: () => {
        this.importQueue.reset();
        this.importQueueWait.remove();
      },
      show: ({ waiting, running, oldest_seconds: oldestSeconds }) => {
        this.importQueue.set({ state: 'waiting' }, waiting);
        this.importQueue.set({ state: 'running' }, running);
        this.importQueueWait.set(oldestSeconds);
      },
    });
  }

  onModuleDestroy(): void {
    importChannel.unsubscribe(this.count);
  }
}
