// ES modules through @swc/jest; the e2e tests share one PostgreSQL, and each file clones a migrated template.
/** @type {import('jest').Config} */
const config = {
  testMatch: ['<rootDir>/test/**/*.{spec,e2e-spec}.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
        },
        module: { type: 'es6' },
      },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  testEnvironment: 'node',
  testTimeout: 30_000,
  maxWorkers: 2,
};

export default config;
