import { Global, Module } from '@nestjs/common';
import { Cursors } from './cursors.js';
import { Pagination } from './pagination.js';

/** What several capabilities are built with. */
@Global()
@Module({ providers: [Cursors, Pagination], exports: [Pagination] })
export class CommonModule {}
