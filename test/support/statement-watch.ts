import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '../../src/platform/database/statement.js';
import { type Catalog, StatementRules } from './statement-rules.js';

/** What a test sends by itself, past the service's statements, has a name that says so. */
const isOfTest = ({ name }: Statement) => name?.startsWith('test_') === true;

/** So many are shown, where many shapes of a list break a rule alike. */
const maxShown = 5;

/** By what the rules know of the database: a worker judges a text once, also where many of its files send it. */
const verdictsByCatalog = new Map<string, Map<string, readonly string[]>>();

function verdictsOf({ tenantTables, notImmutable }: Catalog): Map<string, readonly string[]> {
  const key = [tenantTables, notImmutable].map((names) => [...names].toSorted().join()).join(';');
  const verdicts = verdictsByCatalog.get(key) ?? new Map<string, readonly string[]>();
  verdictsByCatalog.set(key, verdicts);
  return verdicts;
}

/** Keeps the texts of what was sent, and holds them against the rules. */
export class StatementWatch {
  private readonly texts = new Map<string, string>();

  constructor(private readonly catalog: Catalog) {}

  see(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (!isOfTest(statement)) this.texts.set(statement.text, statement.name ?? 'unnamed');
    }
  }

  /** Leaves the texts as a file of their own in the directory: `npm run statements` gathers them. */
  async leaveIn(directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, `${randomUUID()}.json`), JSON.stringify([...this.texts.keys()]));
  }

  /** @throws Error that names each statement that breaks a rule */
  assertRulesKept(): void {
    const rules = new StatementRules(this.catalog);
    const verdicts = verdictsOf(this.catalog);
    const broken = [...this.texts].flatMap(([text, name]) => {
      const key = `${name}\n${text}`;
      const verdict = verdicts.get(key) ?? [...new Set(rules.violations(text, name))];
      verdicts.set(key, verdict);
      return verdict.map((violation) => `${name}: ${violation}\n${text}`);
    });
    if (broken.length === 0) return;
    const shown = broken.slice(0, maxShown).join('\n\n');
    throw new Error(`${broken.length} statements break rules (test/support/statement-rules.ts):\n\n${shown}`);
  }
}
