import { Global, Module } from '@nestjs/common';
import { UnreadAnswers } from '../http/unread-answers.js';
import { Cursors } from '../lists/cursors.js';
import { Pagination } from '../lists/pagination.js';
import { Idempotency } from './idempotency.js';

/** What the capabilities are built with: lists and writes. */
@Global()
@Module({ providers: [Cursors, Idempotency, Pagination, UnreadAnswers], exports: [Idempotency, Pagination] })
export class FoundationsModule {}
