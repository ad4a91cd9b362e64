import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalog } from './statement-rules.js';

/** What a verdict depends on, in addition to the statement and the catalog. */
const sources = [
  './statement-rules.ts',
  './statement-parts.ts',
  './syntax.ts',
  './unguarded-tables.ts',
  '../../package-lock.json',
];

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

let rules: string | undefined;

/** The same for the same rules, parser and catalog. */
function versionOf(catalog: Catalog): string {
  rules ??= sources.map((source) => readFileSync(new URL(source, import.meta.url), 'utf8')).join('\0');
  const names = Object.values(catalog).map((each: ReadonlySet<string>) => [...each].toSorted().join());
  return hashOf([rules, ...names].join('\0'));
}

/** Statements that kept the rules, in this run or in an earlier one: to parse them takes longer than to send them. */
class KeptStatements {
  private readonly hashes: Set<string>;

  constructor(private readonly file: string) {
    this.hashes = this.read();
  }

  has(text: string, name: string): boolean {
    return this.hashes.has(hashOf(`${name}\n${text}`));
  }

  add(text: string, name: string): void {
    this.hashes.add(hashOf(`${name}\n${text}`));
  }

  /** Other workers save theirs in the same file. What they save meanwhile is lost, and judged again. */
  save(): void {
    for (const hash of this.read()) this.hashes.add(hash);
    mkdirSync(dirname(this.file), { recursive: true });
    const temporary = `${this.file}.${process.pid}`;
    writeFileSync(temporary, JSON.stringify([...this.hashes]));
    renameSync(temporary, this.file);
  }

  private read(): Set<string> {
    try {
      return new Set(JSON.parse(readFileSync(this.file, 'utf8')) as string[]);
    } catch {
      return new Set();
    }
  }
}

const byVersion = new Map<string, KeptStatements>();

export function keptStatements(catalog: Catalog): KeptStatements {
  const version = versionOf(catalog);
  let kept = byVersion.get(version);
  if (kept === undefined) {
    const file = new URL(`../../node_modules/.cache/kept-statements/${version}.json`, import.meta.url);
    kept = new KeptStatements(fileURLToPath(file));
    byVersion.set(version, kept);
  }
  return kept;
}
