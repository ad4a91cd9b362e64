import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '../../src/platform/database/statement.js';
import { keptStatements } from './kept-statements.js';
import { type Catalog, StatementRules } from './statement-rules.js';
import { loadParser } from './syntax.js';

/** What a test sends by itself, past the service's statements, has a name that says so. */
const isOfTest = ({ name }: Statement) => name?.startsWith('test_') === true;

/** So many are shown, where many shapes of a list break a rule alike. */
const maxShown = 5;

/** Collects the texts of sent statements, and checks them against the rules. */
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
  async assertRulesKept(): Promise<void> {
    const kept = keptStatements(this.catalog);
    const unknown = [...this.texts].filter(([text, name]) => !kept.has(text, name));
    if (unknown.length === 0) return;
    await loadParser();
    const rules = new StatementRules(this.catalog);
    const broken: string[] = [];
    for (const [text, name] of unknown) {
      const violations = new Set(rules.violations(text, name));
      if (violations.size === 0) kept.add(text, name);
      broken.push(...[...violations].map((violation) => `${name}: ${violation}\n${text}`));
    }
    kept.save();
    if (broken.length === 0) return;
    const shown = broken.slice(0, maxShown).join('\n\n');
    throw new Error(`${broken.length} statements break rules (test/support/statement-rules.ts):\n\n${shown}`);
  }
}
