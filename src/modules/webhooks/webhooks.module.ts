import { type DynamicModule, Module } from '@nestjs/common';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesService } from './deliveries.service.js';
import { Sender } from './sender.js';
import { WebhookMetrics } from './webhook-metrics.js';
import { WebhookWorker, webhooksAtOnceToken } from './webhook-worker.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

export interface WebhookLimits {
  /** How many endpoints a process works for at once; 0: it leaves them to others. */
  readonly webhooksAtOnce: number;
  /** Whether endpoints may be in the network that the service is in. */
  readonly webhookAllowPrivate: boolean;
}

@Module({})
export class WebhooksModule {
  static with({ webhooksAtOnce, webhookAllowPrivate }: WebhookLimits): DynamicModule {
    return {
      module: WebhooksModule,
      controllers: [WebhooksController, DeliveriesController],
      providers: [
        { provide: webhooksAtOnceToken, useValue: webhooksAtOnce },
        { provide: Sender, useValue: new Sender(webhookAllowPrivate) },
        WebhookMetrics,
        WebhooksService,
        DeliveriesService,
        WebhookWorker,
      ],
    };
  }
}
