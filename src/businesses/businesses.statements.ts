import type { Statement } from '../database/statement.js';

export const insertBusiness = (id: string, name: string): Statement => ({
  name: 'insert_business',
  text: 'insert into businesses (id, name) values ($1, $2) returning id, name, created_at, updated_at',
  values: [id, name],
});

export const selectAnyBusiness: Statement = {
  name: 'select_any_business',
  text: 'select from businesses limit 1',
  values: [],
};
