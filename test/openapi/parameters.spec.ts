import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example?: unknown;
  readonly examples?: unknown;
  readonly schema?: { readonly default?: unknown; readonly example?: unknown; readonly examples?: unknown };
}

const { paths } = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly parameters?: Parameter[] }>>>>;
};

describe('openapi.json', () => {
  it('gives no optional parameter an example, because Swagger UI would send it', () => {
    const parameters = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).flatMap(([method, operation]) =>
        (operation.parameters ?? []).map((parameter) => ({ ...parameter, route: `${method} ${path}` })),
      ),
    );
    expect(parameters.length).toBeGreaterThan(100);
    const offending = parameters.filter(({ required, example, examples, schema = {} }) => {
      const shown = [example, examples, schema.example, schema.examples].filter((each) => each !== undefined);
      return required !== true && shown.some((each) => each !== schema.default);
    });
    expect(offending.map(({ route, name }) => `${route} ${name}`)).toEqual([]);
  });
});
