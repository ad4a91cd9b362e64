import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiledTest } from '../../../scripts/build-tests.mjs';

const require = createRequire(import.meta.url);
const { default: adapter } = require('jest-circus/runner');

const symbols = () => Object.getOwnPropertySymbols(globalThis);
const before = symbols();
// The adapter's part of jest-circus has state and event handlers of its own: it is loaded first, and so its handlers are used.
const framework = require(
  join(dirname(require.resolve('jest-circus/package.json')), 'build/jestAdapterInit.js'),
);
const stateKey = symbols().find((key) => !before.includes(key) && key.description === 'JEST_STATE_SYMBOL');
const handlers = globalThis[Symbol.for('EVENT_HANDLERS')];
if (stateKey === undefined || handlers === undefined)
  throw new Error(
    'jest-circus keeps its state elsewhere: adapt test/support/jest/runner.mjs to this version',
  );
const defaultHandlers = handlers.length;
const { getState, resetState } = require('jest-circus');

/** What jest sends to a worker that has no more files to run: CHILD_MESSAGE_END of jest-worker. */
const endMessage = 2;

// All results have been sent by then. To take the heap apart would take longer, on a busy machine, than jest waits.
process.on('message', ([kind]) => {
  if (kind === endMessage) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
});

/** Forgets the tests and the event handlers of the file before. */
function reset() {
  resetState();
  globalThis[stateKey] = getState();
  handlers.splice(defaultHandlers);
}

/**
 * Runs a test file with jest-circus, and imports it natively: the modules of the application, of the libraries and of
 * test/support are evaluated once per worker, and not once per file.
 */
export default function run(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  reset();
  const native = {
    requireInternalModule: () => framework,
    requireModule: require,
    setGlobalsForRuntime: (globals) => {
      globalThis[Symbol.for('jest-globals')] = { framework: globals, environment };
    },
    unstable_shouldLoadAsEsm: () => true,
    unstable_importModule: async (path) => {
      const { file, version } = await compiledTest(path);
      await import(`${pathToFileURL(file).href}?${version}`);
    },
    enterTestCode: () => runtime.enterTestCode(),
    leaveTestCode: () => runtime.leaveTestCode(),
  };
  return adapter(globalConfig, config, environment, native, testPath, sendMessageToJest);
}
