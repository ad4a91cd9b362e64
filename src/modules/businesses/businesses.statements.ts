import type { Statement } from '../../platform/database/statement.js';
import type { Business } from './business.entity.js';

const columns = 'b.id, b.name, b.created_at, b.updated_at';

export const countGrants = (tokenId: string): Statement<{ count: number }> => ({
  name: 'count_grants',
  text: 'select count(*) from token_businesses g where g.token_id = $1',
  values: [tokenId],
});

/** Inserts the business, and where a token is named, its grant. */
export const insertBusiness = (
  id: string,
  name: string,
  createdAt: string,
  tokenId: string | null,
): Statement<Business> => ({
  name: 'insert_business',
  text: `
    with b as (
      insert into businesses as n (id, name, created_at, updated_at) values ($1, $2, $3, $3)
      returning n.id, n.name, n.created_at, n.updated_at
    ), granted as (
      insert into token_businesses as g (token_id, business_id)
      select t.id, b.id from b cross join tokens t where t.id = $4::uuid
      returning g.business_id
    )
    select ${columns} from b`,
  values: [id, name, createdAt, tokenId],
});

export const selectAnyBusiness: Statement = {
  name: 'select_any_business',
  text: 'select from businesses limit 1',
  values: [],
};

export const selectBusinesses: Statement<Business> = {
  name: 'select_businesses',
  text: `select ${columns} from businesses b order by b.id`,
  values: [],
};

export const selectBusiness = (id: string): Statement<Business> => ({
  name: 'select_business',
  text: `select ${columns} from businesses b where b.id = $1`,
  values: [id],
});

export const selectGrantedBusiness = (tokenId: string, id: string): Statement<Business> => ({
  name: 'select_granted_business',
  text: `
    select ${columns} from businesses b
    join token_businesses g on g.business_id = b.id
    where g.token_id = $1 and b.id = $2`,
  values: [tokenId, id],
});
