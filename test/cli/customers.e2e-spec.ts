import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { runProgram } from '../../src/interfaces/cli/program.js';
import { items } from '../imports/client.js';
import type { ApiClient, Json } from '../support/api-client.js';
import { type SharedService, shareService } from '../support/shared-service.js';

const unknownBusiness = '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';

describe('the command line for customers', () => {
  let service: SharedService;
  let api: ApiClient;
  let directory: string;

  beforeAll(async () => {
    service = await shareService();
    api = await service.business();
    directory = await mkdtemp(join(tmpdir(), 'customers-cli-'));
  });
  afterAll(async () => {
    await service.release();
    await rm(directory, { recursive: true, force: true });
  });

  const cli = async (...args: string[]) => {
    const output = { stdout: '', stderr: '' };
    const status = await runProgram(args, {
      variables: { DATABASE_URL: service.database.url },
      out: (text) => (output.stdout += text),
      err: (text) => (output.stderr += text),
    });
    return { status, ...output };
  };
  const file = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };

  it('imports a file alongside the running service, and says what became of it', async () => {
    const path = await file('good.csv', 'name,email\nA,a@example.com\nB,b@example.com\n');
    expect(await cli('import', path, '--business', api.businessId)).toEqual({
      status: 0,
      stdout: '2 created, 0 updated, 0 unchanged, 0 skipped, 0 failed.\n',
      stderr: '',
    });
    expect(items(await api.get('/customers')).map(({ name }) => name)).toEqual(['B', 'A']);
    expect(items(await api.get('/customers/imports'))[0]).toMatchObject({
      file_name: 'good.csv',
      created: 2,
    });
  });

  it('exits with 2 where rows failed, and writes them to a file', async () => {
    const path = await file('bad.csv', 'name;email\nC;c@example.com\nD;none\n');
    const rejects = join(directory, 'rejects.csv');
    const outcome = await cli('import', path, '--business', api.businessId, '--rejects', rejects, '--json');
    expect([outcome.status, outcome.stderr]).toEqual([2, '']);
    expect(JSON.parse(outcome.stdout)).toMatchObject({ created: 1, failed: 1, state: 'completed' });
    expect(await readFile(rejects, 'utf8')).toMatch(/^name;email;reason\r\nD;none;email: value is not/);
  });

  it('takes the options of the API', async () => {
    const path = await file('map.csv', 'Wer,Wohin\nE,e@example.com\n');
    const map = JSON.stringify({ Wer: 'name', Wohin: 'email' });
    const trial = await cli('import', path, '--business', api.businessId, '--map', map, '--dry-run');
    expect(trial.status).toBe(0);
    expect(trial.stdout).toContain('1 created');
    expect(trial.stdout).toContain('"email":"e@example.com"');
    expect((await api.get('/customers?email=e@example.com')).body['items']).toEqual([]);
  });

  it.each([
    ['a file that is not there', ['import', '/nowhere.csv'], /cannot be read/],
    ['a mode that is none', ['import', '/dev/null', '--mode', 'x'], /mode/],
    ['a map that is none', ['import', '/dev/null', '--map', '{'], /the map is no JSON/],
    ['an empty file', ['import', '/dev/null'], /^The file is empty$/m],
    ['contacts of CSV without a file', ['export', '--with', 'contacts'], /second file/],
  ])('exits with 2 for %s, in a sentence', async (_, args, sentence) => {
    const outcome = await cli(...args, '--business', api.businessId);
    expect([outcome.status, outcome.stdout]).toEqual([2, '']);
    expect(outcome.stderr).toMatch(sentence);
  });

  it.each([
    ['import', (path: string) => [path]],
    ['import --dry-run', (path: string) => [path, '--dry-run']],
    ['export', () => []],
    ['export --output', () => ['--output', join(directory, 'unknown.csv')]],
  ])('exits with 2 for %s of a business that does not exist, and writes nothing', async (command, args) => {
    const path = await file('unknown-business.csv', 'name,email\nF,f@example.com\n');
    const [name = ''] = command.split(' ');
    expect(await cli(name, ...args(path), '--business', unknownBusiness)).toEqual({
      status: 2,
      stdout: '',
      stderr: `There is no business ${unknownBusiness}; "business list" shows those that exist.\n`,
    });
    await expect(readFile(join(directory, 'unknown.csv'))).rejects.toThrow('ENOENT');
  });

  it('exports what the API exports, contacts in a second file', async () => {
    const [first] = items(await api.get('/customers'));
    await api.post(`/customers/${String(first?.['id'])}/contacts`, { name: 'Ada' });
    const { text } = await api.get('/customers/export');
    const printed = await cli('export', '--business', api.businessId);
    expect(printed).toEqual({ status: 0, stdout: text, stderr: '' });
    const output = join(directory, 'all.csv');
    const written = await cli(
      'export',
      '--business',
      api.businessId,
      '--output',
      output,
      '--with',
      'contacts',
    );
    expect(written).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await readFile(output, 'utf8')).toBe(text);
    const contacts = parse(await readFile(join(directory, 'all-contacts.csv'), 'utf8'), { columns: true });
    expect(contacts as unknown as Json[]).toMatchObject([{ name: 'Ada', customer_id: first?.['id'] }]);
  });
});
