import { Module } from '@nestjs/common';
import { ContactsController } from './contacts/contacts.controller.js';
import { ContactsService } from './contacts/contacts.service.js';
import { CustomersController } from './customers.controller.js';
import { CustomersService } from './customers.service.js';
import { EventsModule } from '../events/events.module.js';
import { ExternalController } from './external/external.controller.js';
import { ExternalService } from './external/external.service.js';
import { HistoryController } from './history/history.controller.js';
import { MergeController } from './merge/merge.controller.js';
import { MergeService } from './merge/merge.service.js';
import { StripeLinkController } from './stripe-link/stripe-link.controller.js';
import { StripeLinkService } from './stripe-link/stripe-link.service.js';

@Module({
  imports: [EventsModule],
  controllers: [
    CustomersController,
    ExternalController,
    ContactsController,
    StripeLinkController,
    MergeController,
    HistoryController,
  ],
  providers: [CustomersService, ExternalService, ContactsService, StripeLinkService, MergeService],
})
export class CustomersModule {}
