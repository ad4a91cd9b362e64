import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SharedService, shareService } from '../support/shared-service.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const client = join(root, 'clients/typescript');
const run = promisify(execFile);
const node = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, args, { cwd, env: { ...process.env, ...env } });

describe('the types of the client', () => {
  it('are those of openapi.json; `npm run openapi` writes them again', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'client-types-'));
    try {
      const output = join(directory, 'openapi.ts');
      await node([join(client, 'scripts/generate.mjs'), output], root);
      const fresh = await readFile(output, 'utf8');
      expect(await readFile(join(client, 'src/openapi.ts'), 'utf8')).toBe(fresh);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});

const program = `import { CustomersClient, ValidationError } from 'customers-client';
async function main() {
  const { URL: baseUrl = '', TOKEN: token = '', BUSINESS: businessId = '' } = process.env;
  const client = new CustomersClient({ baseUrl, token, businessId });
  const made = await client.customers.create({ name: 'Packed', email: process.argv[2] ?? '' });
  const names: string[] = [];
  for await (const { name } of client.customers.list({ email: made.email })) names.push(name);
  const error: unknown = await client.customers.get('none').catch((thrown: unknown) => thrown);
  const types = error instanceof ValidationError ? error.details.map(({ type }) => type) : [];
  // @ts-expect-error: a customer has a name
  const rejected: unknown = await client.customers.create({ email: 'a@example.com' }).catch(String);
  console.log(JSON.stringify({ names, types, rejected }));
}
void main();
`;

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const tour = /<!-- client:[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

/** Nothing is forgiven: neither the programs nor the package's own types. The compiler's own are not ours to check. */
const compilerOptions = {
  target: 'es2022',
  module: 'node16',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  skipDefaultLibCheck: true,
};

describe('the package of the client', () => {
  let service: SharedService;
  let project: string;
  let folders: (string | undefined)[];

  beforeAll(async () => {
    service = await shareService();
    project = await realpath(await mkdtemp(join(tmpdir(), 'client-package-')));
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project], { cwd: client });
    const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    folders = packed.files.map(({ path }) => path.split('/')[0]);
    await writeFile(join(project, 'package.json'), '{ "name": "empty", "private": true }');
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed.filename], { cwd: project });
    await writeFile(
      join(project, 'process.d.ts'),
      'declare const process: { env: Record<string, string | undefined>; argv: string[] };',
    );
    await writeFile(join(project, 'tour.mts'), tour);
    for (const name of ['esm.mts', 'cjs.cts']) await writeFile(join(project, name), program);
  });
  afterAll(async () => {
    await rm(project, { recursive: true });
    await service.release();
  });

  it('contains the compiled code, and no other package', async () => {
    expect(folders).toContain('dist');
    expect(folders).not.toContain('src');
    const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, unknown>>;
    };
    expect(Object.keys(lock.packages)).toEqual(['', 'node_modules/customers-client']);
  });

  /** @returns what the compiler has against it */
  async function compile(options: object): Promise<string | undefined> {
    const configuration = {
      compilerOptions: { ...compilerOptions, ...options },
      include: ['*.mts', '*.cts'],
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(configuration));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = await node([tsc], project).catch((error: { stdout?: string }) => error);
    return stdout;
  }

  it('compiles strictly, runs by ESM and by CommonJS, and does what the README says', async () => {
    const withNode = { types: ['node'], typeRoots: [join(root, 'node_modules/@types')], outDir: 'compiled' };
    expect(await compile(withNode)).toBe('');
    const api = await service.business();
    const env = { URL: service.url, TOKEN: api.token, BUSINESS: api.businessId };
    for (const name of ['esm.mjs', 'cjs.cjs']) {
      const { stdout } = await node([join(project, 'compiled', name), `${name}@example.com`], project, env);
      expect(JSON.parse(stdout)).toEqual({
        names: ['Packed'],
        types: ['uuid_parsing'],
        rejected: expect.stringContaining('body.name'),
      });
    }
    const { stdout } = await node([join(project, 'compiled/tour.mjs')], project, env);
    expect(stdout).toBe('Globex Corporation pay@globex.example.com\n');
  });

  it('compiles strictly without the types of Node.js, with those of browsers', async () => {
    expect(await compile({ types: ['./process.d.ts'], lib: ['es2022', 'dom'], noEmit: true })).toBe('');
  });
});
