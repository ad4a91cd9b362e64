import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { slowness } from '../slowness.mjs';

const realExit = process.exit.bind(process);
const realConsole = globalThis.console;

/** The worker itself: tests run as native ES modules, in the realm of the application, and not in a context of `node:vm`. */
export default class NativeEnvironment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  getVmContext() {
    return null;
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  async setup() {}

  /** No time-out is shorter than that of the configuration, and each is longer on a busy machine. */
  handleTestEvent(event, { testTimeout }) {
    const limited =
      event.name === 'test_start' ? event.test : event.name === 'hook_start' ? event.hook : undefined;
    if (limited === undefined) return;
    limited.ownTimeout ??= Math.max(limited.timeout ?? 0, testTimeout);
    limited.timeout = limited.ownTimeout * slowness();
  }

  /** Removes everything that a file and jest have put on the worker, which runs other files after it. */
  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
    process.exit = realExit;
    globalThis.console = realConsole;
  }
}
