import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EnvironmentError, readEnvironment } from '../../src/platform/config/environment.js';

const readSecret = () => readEnvironment({ DATABASE_URL: 'mysql://user:secret-wombat@localhost/x' });

describe('the password of the database', () => {
  it.each(['@', 'a/b?c#d@e%f:g', 'ä ö', '%25'])('is %j where it is a separate variable', (password) => {
    const DATABASE_URL = 'postgres://user@localhost:5433/x?sslmode=disable';
    const { databaseUrl = '' } = readEnvironment({ DATABASE_URL, DATABASE_PASSWORD: password });
    const url = new URL(databaseUrl);
    expect(decodeURIComponent(url.password)).toBe(password);
    url.password = '';
    expect(url.href).toBe(DATABASE_URL);
  });

  it('is the content of the file that DATABASE_PASSWORD_FILE names', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'customers-secret-')), 'password');
    writeFileSync(path, 'p@ss\n');
    const variables = { DATABASE_URL: 'postgres://user@localhost/x', DATABASE_PASSWORD_FILE: path };
    expect(readEnvironment(variables).databaseUrl).toBe('postgres://user:p%40ss@localhost/x');
    rmSync(dirname(path), { recursive: true });
    expect(() => readEnvironment(variables)).toThrow(
      `DATABASE_PASSWORD_FILE has to name a file that can be read, but is "${path}".`,
    );
  });
});

describe('a variable of the environment', () => {
  it.each([
    [undefined, false],
    ['false', false],
    ['true', true],
  ])('WEBHOOK_ALLOW_PRIVATE that is %s lets webhooks lead to private addresses: %s', (value, allowed) => {
    const { webhookAllowPrivate } = readEnvironment({ WEBHOOK_ALLOW_PRIVATE: value });
    expect(webhookAllowPrivate).toBe(allowed);
  });

  it('CORS_ORIGINS may have blanks around its commas, and nothing between two of them', () => {
    const { corsOrigins } = readEnvironment({
      CORS_ORIGINS: ' https://a.example.com , ,http://localhost:8080,',
    });
    expect(corsOrigins).toEqual(['https://a.example.com', 'http://localhost:8080']);
  });
});

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
    ['DATABASE_URL', 'postgres://u:a/b@localhost/x', /^DATABASE_URL has to be a URL .*DATABASE_PASSWORD\.$/],
    ['DATABASE_URL', 'postgres://u:a%b@localhost/x', /^DATABASE_URL has a % .*DATABASE_PASSWORD.*\.$/],
    ['DATABASE_URL', 'mysql://localhost/x', /^DATABASE_URL has to be a URL such as .*\.$/],
    ['DATABASE_URL', 'postgres://localhost', /^DATABASE_URL has to name a database after the host\.$/],
  ])('%s is %s', (name, value, sentence) => {
    const read = () => readEnvironment({ [name]: value });
    expect(read).toThrow(EnvironmentError);
    expect(read).toThrow(sentence);
  });

  it('without its password', () => {
    expect(readSecret).toThrow(expect.objectContaining({ message: expect.not.stringContaining('wombat') }));
  });

  it('and an empty one counts as not set', () => {
    const names = ['PORT', 'HOST', 'LOG_LEVEL', 'DATABASE_URL', 'DATA_DIR', 'CORS_ORIGINS', 'TRUST_PROXY'];
    expect(readEnvironment(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(readEnvironment({}));
  });
});
