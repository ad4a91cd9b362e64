import { availableParallelism } from 'node:os';

/** Tests run as native ES modules, which scripts/build-tests.mjs compiles. */
const project = {
  testRunner: '<rootDir>/test/support/jest/runner.mjs',
  testEnvironment: '<rootDir>/test/support/jest/environment.mjs',
  transform: {},
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

const isWatching = process.argv.some((argument) => argument.startsWith('--watch'));

/** @type {import('jest').Config} */
const config = {
  // No test waits so long by itself: a machine that does ten things at once is slow, and no test fails for that.
  testTimeout: 90_000,
  testSequencer: '<rootDir>/test/support/jest/sequencer.mjs',
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A process evaluates a module once. While jest watches, each run needs new processes, also one of a single file.
  ...(isWatching ? { workerIdleMemoryLimit: '2GB' } : {}),
  projects: [
    // These start no server.
    {
      ...project,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.spec.ts'],
      globalSetup: '<rootDir>/test/support/jest/build.mjs',
    },
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
