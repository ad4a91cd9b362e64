import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

it('docs/data-model.md draws migrations/schema.sql; `npm run schema` draws it again', async () => {
  const { withDiagram }: { withDiagram: (text: string, schema: string) => string } = await import(
    String(new URL('scripts/data-model.mjs', root))
  );
  const text = read('docs/data-model.md');
  expect(text).toContain('businesses ||--o{ customers : business_id');
  expect(text).toBe(withDiagram(text, read('migrations/schema.sql')));
});
