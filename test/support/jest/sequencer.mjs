import Sequencer from '@jest/test-sequencer';

/** In seconds: the files that take longest. A worker that begins one of them last keeps all the others waiting. */
const seconds = {
  'docs/swagger-ui': 147,
  'process/start': 38,
  'client/package': 37,
  'imports/shared-slots': 33,
  'embedded-postgres/processes': 32,
  'customers/search-customers-pages': 31,
  'replicas/replicas': 29,
  'process/refusals': 24,
  'process/log-lines': 19,
  'distribution/distribute': 18,
  'embedded-postgres/users': 16,
  'process/stop': 13,
  'process/poolers': 12,
  'customers/search-customers-rls': 12,
  'imports/bulk-upload': 12,
  'embedded-postgres/embedded-postgres': 12,
  'auth/every-route': 12,
  'cli/cli': 12,
  'stripe-link/stripe-link': 10,
  'mcp/limits': 9,
  'customers/list-customers-plans': 9,
  'webhooks/failing-deliveries': 9,
  'customers/list-customers-walks': 9,
  'metrics/metrics': 8,
};

/** Of every other file, about. */
const otherSeconds = 2;

/** Runs the longest files first, also on a machine that has not run them before and so knows no durations. */
export default class LongestFirst extends Sequencer {
  time(test) {
    const name = test.path.replaceAll('\\', '/').replace(/^.*\/test\/|\.(e2e-)?spec\.ts$/g, '');
    return super.time(test) ?? (seconds[name] ?? otherSeconds) * 1_000;
  }
}
