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
    help: 'Rows of files that this process has dealt with, by what became of them.',
    labelNames: ['outcome'] as const,
    registers: this.metrics.registers,
  });

  private readonly imports = new Counter({
    name: 'imports_total',
    help: 'Imports that this process has brought to their end.',
    labelNames: ['state'] as const,
    registers: this.metrics.registers,
  });

  private readonly importQueue = new Gauge({
    name: 'import_queue_length',
    help: 'Imports of all processes that are not at their end.',
    labelNames: ['state'] as const,
    registers: this.metrics.registers,
  });

  private readonly importQueueWait = new Gauge({
    name: 'import_queue_wait_seconds',
    help: 'How long the import whose turn is next has waited, without a process that works on it.',
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
