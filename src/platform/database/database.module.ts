import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TenantTransaction } from './tenant-transaction.js';
import { Database } from './database.js';

/** The one database, opened by the caller that starts the process, and the access to tenant data. */
@Global()
@Module({})
export class DatabaseModule {
  static with(database: Database): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: Database, useValue: database }, TenantTransaction],
      exports: [Database, TenantTransaction],
    };
  }
}
