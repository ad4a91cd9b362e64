import { Global, Module } from '@nestjs/common';
import { ResponseBufferBudget } from '../../platform/http/response-buffer-budget.js';
import { Cursors } from '../lists/cursors.js';
import { Pages } from '../lists/pages.js';
import { Pagination, TokenPagination } from '../lists/pagination.js';
import { Idempotency } from './idempotency.js';

/** Lists and writes, which the capabilities use. */
@Global()
@Module({
  providers: [Cursors, Idempotency, Pages, Pagination, TokenPagination, ResponseBufferBudget],
  exports: [Idempotency, Pagination, TokenPagination],
})
export class WritesModule {}
