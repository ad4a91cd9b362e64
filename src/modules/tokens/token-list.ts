import { jsonRowOf } from '../../platform/database/wire/json-row.js';
import { EmailField, UuidField } from '../../resource/fields/fields.js';
import { Filter, filtersOf } from '../../resource/lists/filters.js';
import { keysetList, type List } from '../../resource/lists/list-statements.js';
import { ListQuery, PageOf } from '../../resource/lists/page.js';
import { Token } from './token.entity.js';
import { isActive } from './tokens.statements.js';

export class TokenListQuery extends ListQuery {
  @Filter({ column: 'owner', sql: (parameter) => `lower(${parameter})` })
  @EmailField({ description: 'Tokens of this owner, in upper or lower case.', optional: true })
  owner_email?: string;

  @UuidField({ description: 'Tokens that have a grant for this business.', optional: true })
  business_id?: string;
}

export class TokenListResponse extends PageOf(Token, 'TokenListResponse') {}

const filters = filtersOf(TokenListQuery, { byList: ['business_id'] });

/**
 * The active tokens that the token `$1` administers, as `c`: found from what it has made and from its own grants. Each
 * step is a look-up for the row before it, which a planner that knows nothing of the tables could not turn into a reading
 * of all tokens.
 */
const administeredTokens = `(
  select t.*, found.id, found.by from (
    select $1::uuid as by, $1::uuid as id
    union
    select m.created_by, m.id from tokens m where m.created_by = $1 and m.revoked_at is null
    union
    select own.token_id, g.token_id
    from token_businesses own
    cross join lateral (
      select g.token_id from token_businesses g
      where g.business_id = own.business_id and g.revoked_at is null
      offset 0
    ) g
    where own.token_id = $1 and not exists (
      select from token_businesses other
      where other.token_id = g.token_id and not exists (
        select from token_businesses mine where mine.token_id = $1 and mine.business_id = other.business_id
      )
    )
  ) found
  cross join lateral (
    select t.name, t.owner_email, lower(t.owner_email) as owner, t.scopes, t.expires_at, t.last_used_at, t.created_at
    from tokens t where t.id = found.id and ${isActive}
    offset 0
  ) t
)`;

const rows = {
  columns: `
    c.id, c.name, c.owner_email, to_json(c.scopes) as scopes,
    to_json(array(select g.business_id from token_businesses g where g.token_id = c.id order by 1)) as business_ids,
    c.expires_at, c.last_used_at, c.created_at`,
  rowOf: jsonRowOf<Token>([
    { name: 'id', kind: 'uuid' },
    { name: 'name', kind: 'text' },
    { name: 'owner_email', kind: 'text' },
    { name: 'scopes', kind: 'list' },
    { name: 'business_ids', kind: 'list' },
    { name: 'expires_at', kind: 'time' },
    { name: 'last_used_at', kind: 'time' },
    { name: 'created_at', kind: 'time' },
  ]),
};

export const tokenList = (tokenId: string, query: TokenListQuery): List<Token> =>
  keysetList<Token>({
    name: 'tokens',
    table: administeredTokens,
    rows,
    sort: { name: 'created_at', expression: undefined, type: 'uuid' },
    filters: filters.requested(query),
    branches: [],
    where: (parameter) => [
      `c.by = ${parameter(tokenId)}`,
      ...filters.conditions(query, parameter),
      ...(query.business_id === undefined
        ? []
        : [
            `exists (select from token_businesses f where f.token_id = c.id and f.business_id = ${parameter(query.business_id)})`,
          ]),
    ],
  });
