import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { MayStillRead } from '../tokens/access-revalidator.js';
import type { BusinessId } from '../../platform/database/business-id.js';
import { hasEnded, importResponse } from './import.response.js';
import { ImportsService } from './imports.service.js';

/** How often the progress is looked at, in milliseconds. */
const pollMs = 300;
/** Proxies cut connections that are silent for longer. */
const silenceMs = 15_000;

/** The progress of imports as server-sent events: `progress` while it lasts, `end` with how it ended. */
@Injectable()
export class ProgressStream implements OnModuleDestroy {
  private isStopped = false;

  constructor(private readonly imports: ImportsService) {}

  /** The process stops: clients reconnect, and continue after the last event that they received. */
  onModuleDestroy(): void {
    this.isStopped = true;
  }

  /**
   * Until the import has ended, the process stops, or the caller may not read any longer.
   *
   * @param lastEventId of what the client has seen already
   */
  async *events(
    businessId: BusinessId,
    id: string,
    lastEventId: number,
    mayStillRead: MayStillRead,
  ): AsyncGenerator<string> {
    let seen = lastEventId;
    let notifiedAt = performance.now();
    while (!this.isStopped && (await mayStillRead())) {
      const record = await this.imports.get(businessId, id);
      const isOver = hasEnded(record);
      if (record.revision > seen) {
        const data = JSON.stringify(importResponse(record));
        yield `id: ${record.revision}\nevent: ${isOver ? 'end' : 'progress'}\ndata: ${data}\n\n`;
        seen = record.revision;
        notifiedAt = performance.now();
      } else if (performance.now() - notifiedAt > silenceMs) {
        yield ': still there\n\n';
        notifiedAt = performance.now();
      }
      if (isOver) return;
      await wait(pollMs);
    }
  }
}
