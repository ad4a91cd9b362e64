import 'reflect-metadata';
import { Module, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource } from 'typeorm';

import { StockContact, StockCustomer } from './customer.entity.js';
import { StockCustomersController, StockHealthController } from './customers.controller.js';
import { StockCustomersService } from './customers.service.js';
import { StockGrant, StockToken } from './token.entity.js';

// The same resource, as the documentation of NestJS and TypeORM teaches to write it.
const dataSource = new DataSource({
  type: 'postgres',
  url: process.env['DATABASE_URL'] ?? '',
  poolSize: Number(process.env['DATABASE_POOL_SIZE']),
  entities: [StockCustomer, StockContact, StockToken, StockGrant],
  installExtensions: false,
});
await dataSource.initialize();

@Module({
  controllers: [StockCustomersController, StockHealthController],
  providers: [{ provide: DataSource, useValue: dataSource }, StockCustomersService],
})
class StockModule {}

const app = await NestFactory.create<NestExpressApplication>(StockModule, {
  logger: ['error', 'warn'],
});
app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));
await app.listen(Number(process.env['PORT']), process.env['HOST'] ?? '127.0.0.1');

process.once('SIGTERM', () => {
  void app.close().then(() => dataSource.destroy());
});
