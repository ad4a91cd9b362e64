import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ownerOptions } from '../../ormconfig.js';
import { migrations } from '../../migrations/index.js';
import { runProgram } from '../../src/interfaces/cli/program.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = await new DataSource(ownerOptions(database.url)).initialize();
  await owner.undoLastMigration();
  await owner.destroy();
});
afterAll(() => database.drop());

async function run(...args: string[]) {
  const output = { stdout: '', stderr: '' };
  const status = await runProgram(args, {
    variables: { DATABASE_URL: database.url },
    out: (text) => (output.stdout += text),
    err: (text) => (output.stderr += text),
  });
  return { status, ...output };
}

const ran = async () => {
  const [row] = await database.sql<{ count: number }>('select count(*) from migrations');
  return Number(row?.count);
};

it('the command line of a newer version leaves a database alone that it is not told to migrate', async () => {
  const last = migrations.at(-1)?.name;
  for (const args of [
    ['business', 'list'],
    ['business', 'create', '--name', 'Acme'],
    ['token', 'list'],
  ]) {
    expect(await run(...args)).toEqual({
      status: 1,
      stdout: '',
      stderr: `The database is of an older version (of this one have not run: ${last}): run the command line of that version, or npm run migrate of this one; nothing was done.\n`,
    });
  }
  expect(await ran()).toBe(migrations.length - 1);
  expect(await run('migrate')).toEqual({ status: 0, stdout: 'The database is up to date.\n', stderr: '' });
  expect(await ran()).toBe(migrations.length);
  expect(await run('business', 'list', '--json')).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
});
