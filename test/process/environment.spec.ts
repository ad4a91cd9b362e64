import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment } from '../../src/environment.js';

const readSecret = () => readEnvironment({ DATABASE_URL: 'mysql://user:secret-4711@localhost/x' });

describe('a variable of the environment that is wrong is refused with a sentence', () => {
  it.each([
    ['PORT', '-1', /^PORT has to be an integer from 0 to 65535, but is "-1"\.$/],
    ['PORT', '65536', /^PORT has to be .*"65536"\.$/],
    ['PORT', 'http', /^PORT has to be .*"http"\.$/],
    ['PORT', '80.0', /^PORT has to be .*"80\.0"\.$/],
    ['HOST', 'a b', /^HOST has to be .*"a b"\.$/],
    ['LOG_LEVEL', 'loud', /^LOG_LEVEL has to be one of trace, .*"loud"\.$/],
    ['DATABASE_POOL_SIZE', '0', /^DATABASE_POOL_SIZE has to be .*"0"\.$/],
    ['DATABASE_CONNECT_TIMEOUT_SECONDS', '0', /^DATABASE_CONNECT_TIMEOUT_SECONDS has to be .*"0"\.$/],
    ['DATABASE_STATEMENT_TIMEOUT_SECONDS', '0', /^DATABASE_STATEMENT_TIMEOUT_SECONDS has to be .*"0"\.$/],
    ['RATE_LIMIT_PER_MINUTE', 'many', /^RATE_LIMIT_PER_MINUTE has to be .*"many"\.$/],
    ['CORS_ORIGINS', 'https://a.example.com/path', /^CORS_ORIGINS has to list origins .*\.$/],
    ['CORS_ORIGINS', '*', /^CORS_ORIGINS has to list origins .*"\*"\.$/],
    ['TRUST_PROXY', 'yes', /^TRUST_PROXY has to be .*"yes"\.$/],
    ['TRUST_PROXY', '10.0.0.0/33', /^TRUST_PROXY has to be .*"10\.0\.0\.0\/33"\.$/],
    ['DATABASE_URL', 'localhost', /^DATABASE_URL has to be a URL such as .*\.$/],
    ['DATABASE_URL', 'mysql://localhost/x', /^DATABASE_URL has to be a URL such as .*\.$/],
    ['DATABASE_URL', 'postgres://localhost', /^DATABASE_URL has to name a database after the host\.$/],
  ])('%s is %s', (name, value, sentence) => {
    const read = () => readEnvironment({ [name]: value });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(sentence);
  });

  it('without its password', () => {
    expect(readSecret).toThrow(expect.objectContaining({ message: expect.not.stringContaining('4711') }));
  });

  it('and an empty one counts as not set', () => {
    const names = ['PORT', 'HOST', 'LOG_LEVEL', 'DATABASE_URL', 'DATA_DIR', 'CORS_ORIGINS', 'TRUST_PROXY'];
    expect(readEnvironment(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readEnvironment({}));
  });
});
