// Lints openapi.json by Redocly's strict rules and Spectral's for OpenAPI, as libraries: nothing is sent or looked up.
// What has passed once is not linted again until it changes.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const passed = new URL('node_modules/.cache/openapi-lint', root);
const text = readFileSync(new URL('openapi.json', root), 'utf8');
const digest = createHash('sha256')
  .update(text)
  .update(readFileSync(new URL(import.meta.url)))
  .digest('hex');

function passedBefore() {
  try {
    return readFileSync(passed, 'utf8') === digest;
  } catch {
    return false;
  }
}

async function redocly() {
  const { createConfig, lint } = await import('@redocly/openapi-core');
  const problems = await lint({
    ref: fileURLToPath(new URL('openapi.json', root)),
    config: await createConfig({ extends: ['recommended-strict'] }),
  });
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`);
}

async function spectral() {
  const [{ default: core }, { default: rulesets }, { default: parsers }] = await Promise.all([
    import('@stoplight/spectral-core'),
    import('@stoplight/spectral-rulesets'),
    import('@stoplight/spectral-parsers'),
  ]);
  const linter = new core.Spectral();
  linter.setRuleset({
    extends: [[rulesets.oas, 'recommended']],
    // OpenAPI 3.1 lets a requirement name roles for every scheme; the rule still asks for 3.0's, OAuth's only.
    rules: { 'oas3-operation-security-defined': 'off' },
  });
  const problems = await linter.run(new core.Document(text, parsers.Json, 'openapi.json'));
  return problems.map(({ code, message, path }) => `${code} ${path.join('.')}: ${message}`);
}

if (!passedBefore()) {
  const problems = [...(await redocly()), ...(await spectral())];
  for (const problem of problems) process.stderr.write(`openapi.json: ${problem}\n`);
  if (problems.length > 0) process.exit(1);
  mkdirSync(new URL('node_modules/.cache/', root), { recursive: true });
  writeFileSync(passed, digest);
}
