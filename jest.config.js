import { availableParallelism } from 'node:os';

/** ES modules through @swc/jest, with the compiler's settings that the build has: .swcrc. */
const project = {
  transform: { '^.+\\.ts$': '@swc/jest' },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironment: 'node',
};

/** @type {import('jest').Config} */
const config = {
  // No test waits so long by itself: a machine that does ten things at once is slow, and no test fails for that.
  testTimeout: 90_000,
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // The modules of a file that has ended are not given back (Node.js keeps them), and each file loads all of them anew.
  workerIdleMemoryLimit: '1GB',
  projects: [
    // These neither start a server nor need a build.
    { ...project, displayName: 'unit', testMatch: ['<rootDir>/test/**/*.spec.ts'] },
    {
      ...project,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e-spec.ts'],
      // They share one PostgreSQL, and each file clones a migrated template.
      globalSetup: '<rootDir>/test/support/global-setup.mjs',
      globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
    },
  ],
};

export default config;
