import { jsonRowOf } from '../../platform/database/wire/json-row.js';
import { columnsOf } from '../../resource/columns.js';
import { keysetList, type List } from '../../resource/lists/list-statements.js';
import { ListQuery, PageOf } from '../../resource/lists/page.js';
import { Business } from './business.entity.js';

/** No more parameters than every list. */
export class BusinessListQuery extends ListQuery {}

export class BusinessListResponse extends PageOf(Business, 'BusinessListResponse') {}

const columns = columnsOf(Business);

/** By the grants of a token, in the order of their key: each business is a look-up, and none is read that is not its own. */
const grantedBusinesses = `(
  select g.token_id, g.business_id as id, b.name, b.created_at, b.updated_at
  from token_businesses g
  cross join lateral (select b.* from businesses b where b.id = g.business_id offset 0) b
)`;

export const businessList = (tokenId: string): List<Business> =>
  keysetList<Business>({
    name: 'businesses',
    table: grantedBusinesses,
    rows: {
      columns: columns.map(({ name }) => `c.${name}`).join(', '),
      rowOf: jsonRowOf<Business>(columns),
    },
    sort: { name: 'created_at', expression: undefined, type: 'uuid' },
    filters: {},
    branches: [],
    where: (parameter) => [`c.token_id = ${parameter(tokenId)}`],
  });
