/* Checks the lint rules, the format and the types at the same time. Prints the output of each check once it has ended. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../node_modules/', import.meta.url));

const checks = [
  ['oxlint/bin/oxlint'],
  ['prettier/bin/prettier.cjs', '--check', '--cache', '.'],
  [
    'typescript/bin/tsc',
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    'node_modules/.cache/check.tsbuildinfo',
  ],
];

/** Resolves to whether the check has passed. */
function passes([program, ...args]) {
  const child = spawn(process.execPath, [join(packages, program), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => output.push(bytes));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.stderr.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(checks.map(passes));
if (passed.includes(false)) process.exitCode = 1;
