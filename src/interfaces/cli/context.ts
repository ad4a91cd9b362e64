import { type DynamicModule, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthModule, type TokenBounds } from '../../modules/tokens/auth.module.js';
import { BusinessesModule } from '../../modules/businesses/businesses.module.js';
import type { Database } from '../../platform/database/database.js';
import { DatabaseModule } from '../../platform/database/database.module.js';
import { ExportsService } from '../../modules/exports/exports.service.js';
import { ImportsService } from '../../modules/imports/imports.service.js';
import { WritesModule } from '../../resource/writes/writes.module.js';
import { readEnvironment } from '../../platform/config/environment.js';
import { openDatabase } from '../../app/open-database.js';
import type { CliContext } from './cli-context.js';

/** The services that the command line uses, and nothing of HTTP. */
@Module({})
class CommandLineModule {
  static with(bounds: TokenBounds, database: Database): DynamicModule {
    return {
      module: CommandLineModule,
      imports: [DatabaseModule.with(database), WritesModule, AuthModule.with(bounds), BusinessesModule],
      providers: [ImportsService, ExportsService],
    };
  }
}

/** Runs `work` with the service's own providers on its database, which may be in use by a running server. */
export async function withServices<T>(
  { variables }: CliContext,
  work: (services: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const environment = readEnvironment(variables);
  const database = await openDatabase(environment, { upgrades: false });
  try {
    const module = CommandLineModule.with(environment, database.database);
    const context = await NestFactory.createApplicationContext(module, {
      logger: ['error', 'fatal'],
      abortOnError: false,
    });
    return await work(context);
  } finally {
    await database.close();
  }
}
