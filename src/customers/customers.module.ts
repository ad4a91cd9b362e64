import { Module } from '@nestjs/common';
import { ContactsController } from './contacts/contacts.controller.js';
import { ContactsService } from './contacts/contacts.service.js';
import { CustomersController } from './customers.controller.js';
import { CustomersService } from './customers.service.js';
import { StripeLinkController } from './stripe-link/stripe-link.controller.js';
import { StripeLinkService } from './stripe-link/stripe-link.service.js';

@Module({
  controllers: [CustomersController, ContactsController, StripeLinkController],
  providers: [CustomersService, ContactsService, StripeLinkService],
})
export class CustomersModule {}
