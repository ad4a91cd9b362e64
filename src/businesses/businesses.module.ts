import { Module } from '@nestjs/common';
import { BusinessesService } from './businesses.service.js';

@Module({ providers: [BusinessesService], exports: [BusinessesService] })
export class BusinessesModule {}
