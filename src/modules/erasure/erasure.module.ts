import { Module } from '@nestjs/common';
import { CustomerDataService } from './customer-data.service.js';
import { ErasureController } from './erasure.controller.js';
import { ErasureService } from './erasure.service.js';

@Module({ controllers: [ErasureController], providers: [ErasureService, CustomerDataService] })
export class ErasureModule {}
