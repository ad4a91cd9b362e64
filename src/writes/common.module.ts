import { Global, Module } from '@nestjs/common';
import { Cursors } from '../lists/cursors.js';
import { Idempotency } from './idempotency.js';
import { Pagination } from '../lists/pagination.js';

/** What several capabilities are built with. */
@Global()
@Module({ providers: [Cursors, Idempotency, Pagination], exports: [Idempotency, Pagination] })
export class CommonModule {}
