import base from '../../jest.config.js';

const [, e2e] = base.projects;

/** Faults and hostile loads: bounded, one file after the other, because they measure. */
export default {
  ...e2e,
  displayName: 'faults',
  rootDir: '../..',
  testMatch: ['<rootDir>/test/faults/*.fault-spec.ts'],
  testTimeout: 120_000,
  maxWorkers: 1,
};
