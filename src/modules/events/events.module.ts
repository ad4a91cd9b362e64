import { Module } from '@nestjs/common';
import { AuthModule } from '../tokens/auth.module.js';
import { EventMetrics } from './event-metrics.js';
import { EventSignals } from './event-signals.js';
import { EventsController } from './events.controller.js';
import { EventsService } from './events.service.js';

@Module({
  imports: [AuthModule],
  controllers: [EventsController],
  providers: [EventMetrics, EventSignals, EventsService],
  exports: [EventSignals, EventsService],
})
export class EventsModule {}
