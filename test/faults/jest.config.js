import base from '../../jest.config.js';

const [, e2e] = base.projects;

/** Faults and hostile loads: bounded, one file after the other, because they measure. */
export default {
  ...e2e,
  displayName: 'faults',
  rootDir: '../..',
  testMatch: ['<rootDir>/test/faults/*.fault-spec.ts'],
  // A limit for what hangs: on a busy machine a process takes half a minute to start.
  testTimeout: process.env.FAULTS === 'full' ? 1_800_000 : 300_000,
  maxWorkers: 1,
};
