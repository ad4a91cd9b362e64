import { Global, Module } from '@nestjs/common';
import { UnreadAnswers } from '../../platform/http/unread-answers.js';
import { Cursors } from '../lists/cursors.js';
import { Pages } from '../lists/pages.js';
import { Pagination, TokenPagination } from '../lists/pagination.js';
import { Idempotency } from './idempotency.js';

/** What the capabilities are built with: lists and writes. */
@Global()
@Module({
  providers: [Cursors, Idempotency, Pages, Pagination, TokenPagination, UnreadAnswers],
  exports: [Idempotency, Pagination, TokenPagination],
})
export class FoundationsModule {}
