import { channel } from 'node:diagnostics_channel';
import type { ImportCounts, ImportState } from './import-record.js';

/** The progress of this process on an import, for metrics. */
export type ImportReport =
  { readonly rows: ImportCounts } | { readonly ended: Extract<ImportState, 'completed' | 'failed'> };

export const importChannel = channel('customers-service:import');

export function reportImport(report: ImportReport): void {
  importChannel.publish(report);
}
