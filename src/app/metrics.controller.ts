import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../modules/tokens/require-scope.js';
import { metricsContentType } from '../platform/observability/metrics-server.js';
import { Metrics } from '../platform/observability/metrics.js';

/** For Prometheus, not for clients of the API: the OpenAPI document leaves it out. */
@ApiExcludeController()
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', metricsContentType)
  scrape(): Promise<string> {
    return this.metrics.text();
  }
}
