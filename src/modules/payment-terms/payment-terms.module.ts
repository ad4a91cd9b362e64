import { Module } from '@nestjs/common';
import { PaymentTermsController } from './payment-terms.controller.js';
import { PaymentTermsService } from './payment-terms.service.js';

@Module({ controllers: [PaymentTermsController], providers: [PaymentTermsService] })
export class PaymentTermsModule {}
