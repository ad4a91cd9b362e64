import Sequencer from '@jest/test-sequencer';

/** In seconds, of the files that take longest or start processes: a worker that begins one of them last keeps the others waiting. */
const seconds = {};

/** What is not among them. */
const otherSeconds = 2;

/** The longest files first. A machine that has run them knows their durations better. */
export default class LongestFirst extends Sequencer.default {
  time(test) {
    const name = test.path.replaceAll('\\', '/').replace(/^.*\/test\/|\.(e2e-)?spec\.ts$/g, '');
    return super.time(test) ?? (seconds[name] ?? otherSeconds) * 1_000;
  }
}
