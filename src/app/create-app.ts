import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { Logger } from 'pino';
import { AppModule } from '../app.module.js';
import { createHttpServer, Drain } from '../platform/http/http-server.js';
import { boundResponseBuffers, ResponseBufferBudget } from '../platform/http/response-buffer-budget.js';
import { NestLogger } from '../platform/observability/log/logging.js';
import { useCors } from '../platform/http/security-headers.js';
import type { Database } from '../platform/database/database.js';
import type { Environment } from '../platform/config/environment.js';
import { buildDocument } from './openapi/openapi.js';
import { serveDocument } from '../platform/openapi/swagger-ui.js';
import { McpService } from '../interfaces/mcp/mcp.service.js';

export interface App {
  readonly nest: NestFastifyApplication;
  /** Accepts nothing new, finishes the requests that it has accepted, and closes. */
  drain(): Promise<void>;
}

/** The whole service on a database that is open already; the tests start the same. */
export async function createApp(environment: Environment, database: Database, logger: Logger): Promise<App> {
  const drain = new Drain();
  const nest = await assemble(environment, database, logger, drain);
  useCors(nest, environment.corsOrigins);
  let document: OpenAPIObject | undefined;
  const documented = () => (document ??= buildDocument(nest));
  serveDocument(nest.getHttpAdapter().getInstance(), documented);
  const tracing = await traceRequests(nest, environment.otlpEndpoint);
  await nest.init();
  nest.get(McpService).describeBy(documented);
  return {
    nest,
    drain: async () => {
      drain.isDraining = true;
      await nest.close();
      await tracing?.stop();
    },
  };
}

/** OpenTelemetry is loaded only where a collector is named. */
async function traceRequests(nest: NestFastifyApplication, endpoint: string | undefined) {
  if (endpoint === undefined) return undefined;
  const { Tracing } = await import('../platform/observability/tracing.js');
  const tracing = new Tracing(endpoint);
  tracing.watch(nest.getHttpAdapter().getInstance());
  return tracing;
}

/** The service before anything of it runs: enough to describe it, also without a database. */
export async function assemble(
  environment: Environment,
  database: Database,
  logger: Logger,
  drain = new Drain(),
): Promise<NestFastifyApplication> {
  const server = createHttpServer({ ...environment, logger }, drain);
  const nest = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(environment, database, drain),
    new FastifyAdapter(server),
    { logger: new NestLogger(logger), bodyParser: false, abortOnError: false },
  );
  boundResponseBuffers(server, nest.get(ResponseBufferBudget));
  return nest.setGlobalPrefix('api/v1', { exclude: ['health/{*path}', 'metrics', 'mcp'] });
}
