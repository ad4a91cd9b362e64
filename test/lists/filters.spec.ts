import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { BooleanField, ChoiceField, IntegerField, StringField } from '../../src/resource/fields/fields.js';
import { Filter, FilterIfTrue, filtersOf } from '../../src/resource/lists/filters.js';
import { Parameters } from '../../src/resource/lists/list-statements.js';
import { ListQuery } from '../../src/resource/lists/page.js';

class ThingsQuery extends ListQuery {
  @Filter({ column: 'kind_key', sql: (kind) => `lower(${kind})` })
  @StringField({ description: 'Of this kind.', optional: true })
  kind?: string;

  @Filter({ column: 'size', operator: '>', value: (size: number) => size + 1 })
  @IntegerField({ description: 'Larger.', optional: true })
  larger_than?: number;

  @FilterIfTrue('c.is_new')
  @BooleanField({ description: 'Those that are new.', optional: true })
  new_only?: boolean;

  @ChoiceField({ description: 'The order.', optional: true, values: ['size'] })
  sort_by?: 'size';
}

class NarrowedQuery extends ThingsQuery {
  @StringField({ description: 'Like this.', optional: true })
  search?: string;
}

const queryOf = (fields: Partial<ThingsQuery>) => Object.assign(new ThingsQuery(), fields);

describe('the filters of a list', () => {
  const filters = filtersOf(ThingsQuery);
  const conditionsOf = (fields: Partial<ThingsQuery>) => {
    const parameters = new Parameters();
    parameters.add('first');
    return [filters.conditions(queryOf(fields), parameters.add), parameters.values.slice(1)];
  };

  it('are conditions as their declarations say', () => {
    const asked = { kind: 'A', larger_than: 4, new_only: true };
    expect(conditionsOf(asked)).toEqual([
      ['c.kind_key = lower($2)', 'c.size > $3', 'c.is_new'],
      ['A', 5],
    ]);
  });

  it('are none where nothing was asked for', () => {
    expect(conditionsOf({ new_only: false, sort_by: 'size' })).toEqual([[], []]);
  });

  it('are passed to the search as comparisons', () => {
    const { add, values } = new Parameters();
    const json = filters.comparisonsAsJson(queryOf({ kind: 'A', larger_than: 4 }), add);
    expect([json, values]).toEqual([
      "jsonb_build_array(jsonb_build_array('kind_key', '=', lower($1::text)), jsonb_build_array('size', '>', $2::text))",
      ['A', 5],
    ]);
    expect(filters.comparisonsAsJson(queryOf({}), add)).toBeUndefined();
  });

  it('are what a cursor holds for, and the order and the page are not', () => {
    const query = Object.assign(queryOf({ kind: 'A', sort_by: 'size' }), { limit: 10, cursor: 'x' });
    expect(filters.requested(query)).toEqual({ kind: 'A', larger_than: undefined, new_only: undefined });
  });

  it('are inherited, and those that the list deals with are what a cursor holds for too', () => {
    const narrowed = filtersOf(NarrowedQuery, { byList: ['search'] });
    const query = Object.assign(new NarrowedQuery(), { kind: 'A', search: 'b' });
    expect(narrowed.requested(query)).toMatchObject({ kind: 'A', search: 'b' });
    expect(narrowed.conditions(query, new Parameters().add)).toEqual(['c.kind_key = lower($1)']);
  });

  it('cannot be forgotten: an undeclared field is refused', () => {
    expect(() => filtersOf(NarrowedQuery)).toThrow('NarrowedQuery does not say how these filter: search');
  });
});
