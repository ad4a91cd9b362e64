import { openAsBlob } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entrant } from '../arena.js';
import { customersPath } from '../load/workload.js';
import type { Tenant } from '../template.js';
import { rssMiB } from '../usage.js';

/** How far the import was at a time, and what memory the service had. */
export interface Sample {
  /** Since the file began to be sent. */
  readonly seconds: number;
  readonly rows: number;
  readonly rssMiB: number;
}

export interface FollowedImport {
  /** From the first byte that was sent to the last row that was stored. */
  readonly seconds: number;
  readonly created: number;
  readonly samples: readonly Sample[];
}

const sampleMs = 500;

interface ImportProgress {
  readonly id: string;
  readonly state: string;
  readonly rows_read: number;
  readonly created: number;
  readonly error: string | null;
}

/** Sends the file, and looks at the import and at the process until its end. */
export async function followImport(
  { process }: Entrant,
  { headers }: Tenant,
  file: string,
): Promise<FollowedImport> {
  const { 'content-type': _, ...own } = headers;
  const url = `${process.url}${customersPath}/imports`;
  const began = performance.now();
  const samples: Sample[] = [];
  const sample = async (rows: number) =>
    samples.push({ seconds: (performance.now() - began) / 1_000, rows, rssMiB: await rssMiB(process.pid) });
  const form = new FormData();
  form.append('file', await openAsBlob(file), 'customers.csv');
  const sending = fetch(url, { method: 'POST', headers: own, body: form });
  const isSent = sending.then(
    () => true,
    () => true,
  );
  while (!(await Promise.race([isSent, delay(sampleMs, false)]))) await sample(0);
  const response = await sending;
  if (response.status !== 202) throw new Error(`The import answers with ${await response.text()}`);
  let progress = (await response.json()) as ImportProgress;
  while (progress.state === 'queued' || progress.state === 'running') {
    await delay(sampleMs);
    const answer = await fetch(`${url}/${progress.id}`, { headers: own });
    progress = (await answer.json()) as ImportProgress;
    await sample(progress.rows_read);
  }
  if (progress.state !== 'completed') throw new Error(`The import is ${progress.state}: ${progress.error}`);
  return { seconds: (performance.now() - began) / 1_000, created: progress.created, samples };
}
