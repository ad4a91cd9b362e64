import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { schemaOf } from '../../migrations/schema.js';
import { createTestDatabase } from '../support/database.js';

it('migrations/schema.sql is the schema after all migrations; `npm run schema` regenerates it', async () => {
  const database = await createTestDatabase();
  try {
    const schema = await schemaOf((text, values) => database.sql(text, values));
    expect(schema).toBe(await readFile(new URL('../../migrations/schema.sql', import.meta.url), 'utf8'));
  } finally {
    await database.drop();
  }
});
