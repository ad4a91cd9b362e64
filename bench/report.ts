import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';

/** A Markdown table; NaN and null become a dash. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const cells = rows.map((row) => row.map(text));
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...cells.map((row) => row[index]?.length ?? 0)),
  );
  const isText = columns.map((_, index) => rows.every((row) => typeof row[index] === 'string'));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, index) => (isText[index] ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, index) => (isText[index] ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(columns), rule, ...cells.map(line)].join('\n');
}

function text(value: string | number | null): string {
  if (typeof value === 'string') return value;
  if (value === null || !Number.isFinite(value)) return '–';
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return value.toFixed(Math.abs(value) < 1 ? 3 : 2);
}

export const print = (...lines: string[]) => void process.stdout.write(`${lines.join('\n')}\n`);

const reported: string[] = [];

/** Prints results, which `--record` also writes to docs/measurements. */
export function report(...lines: string[]): void {
  reported.push(...lines);
  print('', ...lines);
}

/** The facts about the machine that the numbers depend on. */
export function machine(postgres: string): Record<string, string> {
  const processors = cpus();
  return {
    processor: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    postgres,
  };
}

/**
 * Writes the reported results to docs/measurements, with the date, the command and the machine.
 *
 * @returns the path of the file
 */
export async function writeRecord(
  kind: string,
  argv: readonly string[],
  about: Readonly<Record<string, string>>,
): Promise<string> {
  const date = new Date().toISOString().slice(0, 10);
  const command = ['npm run bench --', ...argv].join(' ');
  const file = `docs/measurements/${date}-${kind}.md`;
  const lines = [
    `# bench: ${kind}, ${date}`,
    '',
    `\`${command}\` on ${Object.values(about).join(', ')}.`,
    '',
    ...reported,
  ];
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** @returns the path of the file */
export async function writeResults(
  kind: string,
  output: string | undefined,
  results: object,
): Promise<string> {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '');
  const file = output ?? `bench/results/${kind}-${time}.json`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ kind, at: new Date().toISOString(), ...results }, null, 2)}\n`);
  return file;
}
