import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { BusinessId } from '../../platform/database/business-id.js';
import type { ResponseBody } from '../../platform/database/wire/json.js';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { conflict, notFound } from '../../platform/http/errors.js';
import { newId, timeOfId } from '../../resource/lists/ids.js';
import { type IdempotencyKey, isReplayed } from '../../platform/http/idempotency-key.js';
import { Idempotency } from '../../resource/writes/idempotency.js';
import type { ImportOptions } from './import-options.js';
import type { ImportRecord } from './import-record.js';
import { hasEnded, importResponse, type ImportResponse } from './import.response.js';
import { ImportRun, type OnProgress } from './import-run.js';
import { readChunks } from './read-chunks.js';
import { encodingOfRejects, rejects } from './rejects.js';
import { selectProblems } from './import-progress.statements.js';
import { leaveQueue } from './import-queue.statements.js';
import {
  cancelImport,
  forgetReceived,
  insertChunk,
  insertImport,
  queueImport,
  selectChunk,
  selectImport,
} from './imports.statements.js';
import type { RowProblem } from './rows/import-row.js';

/** Who sends a file, as the events of what it changes name them. */
export interface ImportActor {
  readonly token_id: string | null;
  readonly user_email: string | null;
  readonly request_id: string | null;
}

export interface ReceivedFile {
  readonly businessId: BusinessId;
  readonly actor: ImportActor;
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly options: ImportOptions;
  /** Of a request that may be sent again: it is the same one with the same bytes and options. */
  readonly idempotencyKey: IdempotencyKey | null;
}

export interface Done {
  readonly record: ImportRecord;
  /** Whether the work was done for the same request before. */
  readonly isReplayed: boolean;
}

/** Maximum number of bytes of a file in memory. */
const chunkBytes = 512 * 1024;

/** How often an import that another process works on is looked at, in milliseconds. */
const pollMs = 200;

/** The most problems that an answer lists. */
const maxProblems = 1_000;

/** Files of customers: each is received whole before any of it is stored, by one process, and worked on by any. */
@Injectable()
export class ImportsService {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly idempotency: Idempotency,
  ) {}

  /** Leaves the work to the next process that is free. @throws 409, 422 as `Idempotency` */
  queue(file: ReceivedFile): Promise<ResponseBody<ImportResponse>> {
    return this.receive(file, null);
  }

  /**
   * Does the work at once. Where this process ends meanwhile, another one goes on.
   *
   * @throws 409 if it was cancelled; 409, 422 as `Idempotency`
   */
  async runNow(file: ReceivedFile, onProgress?: OnProgress): Promise<Done> {
    const lease = randomUUID();
    const response = await this.receive(file, lease);
    const { businessId } = file;
    const started = await this.get(businessId, response.id);
    if (!isReplayed(response)) {
      await new ImportRun(this.transaction, started, lease, undefined, onProgress).run();
    }
    const record = await this.ended(businessId, response.id);
    if (record.state === 'cancelled') throw conflict('The import was cancelled');
    // A file that cannot be read at all is mended, and sent again. A replay forgets nothing: by now the key may be that of
    // the mended file.
    if (record.error !== null && record.rows_read === 0 && !isReplayed(response))
      await this.idempotency.forget(file);
    return { record, isReplayed: isReplayed(response) };
  }

  /** Where another process works on it, it is waited for. */
  private async ended(businessId: BusinessId, id: string): Promise<ImportRecord> {
    for (;;) {
      const record = await this.get(businessId, id);
      if (hasEnded(record)) return record;
      await wait(pollMs);
    }
  }

  /** @throws 404 */
  async get(businessId: BusinessId, id: string): Promise<ImportRecord> {
    const [record] = await this.transaction.query(businessId, selectImport(businessId, id));
    if (record === undefined) throw notFound('Import');
    return record;
  }

  /** Stops it between batches; stored rows stay. @throws 404, 409 if it has ended */
  async cancel(businessId: BusinessId, id: string): Promise<void> {
    await this.transaction.run(businessId, async (run) => {
      const [[cancelled], [record]] = await run(cancelImport(businessId, id), selectImport(businessId, id));
      if (record === undefined) throw notFound('Import');
      if (cancelled !== undefined) await run(leaveQueue(businessId, id));
      else if (record.state !== 'cancelled') throw conflict('The import has ended already');
    });
  }

  /** The first of the rows that failed or were skipped, and why. */
  async firstProblems(businessId: BusinessId, id: string): Promise<RowProblem[]> {
    const first: RowProblem[] = [];
    for await (const problems of this.problems(businessId, id)) {
      first.push(...problems.slice(0, maxProblems - first.length));
      if (first.length >= maxProblems) break;
    }
    return first;
  }

  /** All of them, in the order of the rows, some at a time. */
  async *problems(businessId: BusinessId, id: string): AsyncGenerator<RowProblem[]> {
    for (let from = 0; ;) {
      const [batch] = await this.transaction.query(businessId, selectProblems(businessId, id, from));
      if (batch === undefined) return;
      yield batch.problems;
      from = batch.first_row + 1;
    }
  }

  /**
   * The rows that were not stored, as a file.
   *
   * @throws 404, 409 where the file is not kept any more, or could not be read
   */
  async rejects(
    businessId: BusinessId,
    id: string,
  ): Promise<{ encoding: string; csv: AsyncIterable<Buffer> }> {
    const record = await this.get(businessId, id);
    const [first] = await this.transaction.query(businessId, selectChunk(businessId, id, 0));
    if (first === undefined) throw conflict('The uploaded file of this import is no longer available');
    if (record.findings === null) throw conflict(record.error ?? 'The import has not started yet');
    const bytes = readChunks(this.transaction, businessId, id);
    return {
      encoding: encodingOfRejects(record.findings.encoding),
      csv: rejects(record, bytes, this.problems(businessId, id)),
    };
  }

  private async receive(
    { businessId, actor, fileName, bytes, options, idempotencyKey }: ReceivedFile,
    lease: string | null,
  ): Promise<ResponseBody<ImportResponse>> {
    const id = newId();
    await this.transaction.query(
      businessId,
      insertImport(businessId, {
        id,
        created_at: timeOfId(id),
        file_name: fileName,
        options: JSON.stringify(options),
        actor: JSON.stringify({ ...actor, import_id: id }),
      }),
    );
    const forget = () => this.transaction.queryAll(businessId, forgetReceived(businessId, id));
    try {
      const { length, fingerprint } = await this.keep(businessId, id, bytes, options);
      const key = idempotencyKey && { ...idempotencyKey, fingerprint };
      const response = await this.idempotency.once({ businessId, idempotencyKey: key }, async (run) => {
        const [[record]] = await run(queueImport(businessId, id, length, lease));
        if (record === undefined) throw new Error('An import that was received is not there');
        return importResponse(record);
      });
      if (isReplayed(response)) await forget();
      return response;
    } catch (error) {
      await forget();
      throw error;
    }
  }

  /** @returns how many bytes there are, and what tells this request from another */
  private async keep(
    businessId: BusinessId,
    id: string,
    bytes: AsyncIterable<Uint8Array>,
    options: ImportOptions,
  ): Promise<{ length: number; fingerprint: Buffer }> {
    const hash = createHash('sha256').update(JSON.stringify(options));
    let pieces: Uint8Array[] = [];
    let held = 0;
    let length = 0;
    let position = 0;
    const flush = async () => {
      await this.transaction.query(
        businessId,
        insertChunk(businessId, id, position, Buffer.concat(pieces, held)),
      );
      position += 1;
      pieces = [];
      held = 0;
    };
    for await (const piece of bytes) {
      pieces.push(piece);
      hash.update(piece);
      held += piece.length;
      length += piece.length;
      if (held >= chunkBytes) await flush();
    }
    if (held > 0) await flush();
    return { length, fingerprint: hash.digest() };
  }
}
