import { Injectable } from '@nestjs/common';
import { SearchSlots } from '../search/search-slots.js';
import type { Json } from '../../../platform/database/wire/json.js';
import type { Caller } from '../../../platform/http/caller.js';
import type { Page } from '../../../resource/lists/page.js';
import { Pagination } from '../../../resource/lists/pagination.js';
import { duplicateList } from './duplicate-list.js';
import type { DuplicatePair, DuplicatesQuery } from './duplicates.dto.js';

/** Customers that were likely made twice. */
@Injectable()
export class DuplicatesService {
  /** A request looks at all customers of its business: requests take turns, as searches do. */
  private readonly slots = new SearchSlots();

  constructor(private readonly pagination: Pagination) {}

  /** @throws 422 for a cursor of another list, 503 where too many wait already */
  list(caller: Caller, query: DuplicatesQuery): Promise<Json<Page<DuplicatePair>>> {
    const { businessId } = caller;
    return this.slots.run(businessId, () =>
      this.pagination.page(caller, duplicateList(businessId, query), { ...query, descending: true }),
    );
  }
}
