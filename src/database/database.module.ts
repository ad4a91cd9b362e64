import { type DynamicModule, Global, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessTransaction } from './business-transaction.js';
import { Database } from './database.js';

/** The one data source, opened by whoever starts the process, and the ways to use it. */
@Global()
@Module({})
export class DatabaseModule {
  static with(dataSource: DataSource): DynamicModule {
    return {
      module: DatabaseModule,
      providers: [{ provide: DataSource, useValue: dataSource }, Database, BusinessTransaction],
      exports: [Database, BusinessTransaction],
    };
  }
}
