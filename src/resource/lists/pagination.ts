import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../platform/database/tenant-transaction.js';
import { Database } from '../../platform/database/database.js';
import { begin, commit, type Statement } from '../../platform/database/statement.js';
import type { Json } from '../../platform/database/wire/json.js';
import type { Actor, Caller } from '../../platform/http/caller.js';
import type { List } from './list-statements.js';
import type { ListQuery, Page } from './page.js';
import { Pages } from './pages.js';

type Statements = readonly Statement[];

/** Pages of what belongs to a business. */
@Injectable()
export class Pagination {
  constructor(
    private readonly transaction: TenantTransaction,
    private readonly pages: Pages,
  ) {}

  /** @throws 422 for a cursor that is damaged, or of another list, AcquireTimeoutError, 503 where the business has too much to read yet */
  page<Item>({ businessId }: Caller, list: List<Item>, query: ListQuery): Promise<Json<Page<Item>>> {
    const reader = {
      owner: businessId,
      read: (statements: Statements) => this.transaction.queryAll(businessId, statements),
      readTogether: (statements: Statements) => this.transaction.readTogether(businessId, statements),
    };
    return this.pages.page(reader, list, query);
  }
}

/** Pages of tokens and businesses, which belong to no business. */
@Injectable()
export class TokenPagination {
  constructor(
    private readonly database: Database,
    private readonly pages: Pages,
  ) {}

  /** @throws as `Pagination` */
  page<Item>({ principal }: Actor, list: List<Item>, query: ListQuery): Promise<Json<Page<Item>>> {
    const read = async (statements: Statements) => {
      const results = await this.database.transaction([begin, ...statements, commit], principal.tokenId);
      return results.slice(1, -1);
    };
    return this.pages.page({ owner: principal.tokenId, read, readTogether: read }, list, query);
  }
}
