import { Global, Module } from '@nestjs/common';
import { Cursors } from '../lists/cursors.js';
import { Pagination } from '../lists/pagination.js';
import { Idempotency } from './idempotency.js';

/** What the capabilities are built with: lists and writes. */
@Global()
@Module({ providers: [Cursors, Idempotency, Pagination], exports: [Idempotency, Pagination] })
export class FoundationsModule {}
