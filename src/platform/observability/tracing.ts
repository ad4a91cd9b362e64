import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Context,
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { hrTime, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RoundTripReport, roundTripChannel } from '../database/roundtrip-channel.js';

const propagator = new W3CTraceContextPropagator();

/** How long the last spans may take at the end; the exporter tries for ten seconds. */
const timeoutMs = 2_000;

/**
 * A span for each request, within the trace that its `traceparent` names, and one for each round trip to the
 * database. Requests that share a round trip share its span: it is in the trace of the one that set it off.
 *
 * This module and OpenTelemetry behind it are loaded only where a collector is named. Nothing of it is global, so
 * that two applications in one process do not share their spans.
 */
export class Tracing {
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;
  private readonly contexts = new AsyncLocalStorage<Context>();
  private readonly spans = new WeakMap<FastifyRequest, Span>();

  /** @param endpoint of an OTLP/HTTP collector, such as http://127.0.0.1:4318 */
  constructor(endpoint: string) {
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
    this.provider = new TracerProvider({
      // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override the default name.
      resource: resourceFromAttributes({ 'service.name': 'customers-service' }).merge(
        detectResources({ detectors: [envDetector] }),
      ),
      spanProcessors: [new BatchSpanProcessor({ exporter })],
    });
    this.tracer = this.provider.getTracer('customers-service');
  }

  /** To be called before the server listens. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, _reply, done) => {
      const parent = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
      const span = this.startRequest(request, parent);
      this.spans.set(request, span);
      this.contexts.run(trace.setSpan(parent, span), done);
    });
    fastify.addHook('onResponse', (request, { statusCode }, done) => {
      const span = this.spans.get(request);
      span?.setAttribute('http.response.status_code', statusCode);
      if (statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end(hrTime(performance.now()));
      done();
    });
    roundTripChannel.subscribe(this.onPipeline);
  }

  /** Sends the remaining spans. A collector that is away, or slow, does not keep the process from its end. */
  async stop(): Promise<void> {
    roundTripChannel.unsubscribe(this.onPipeline);
    const sent = this.provider.shutdown().catch(() => undefined);
    await Promise.race([sent, delay(timeoutMs, undefined, { ref: false })]);
  }

  private startRequest({ method, routeOptions, id }: FastifyRequest, parent: Context): Span {
    const route = routeOptions.url;
    return this.tracer.startSpan(
      route === undefined ? method : `${method} ${route}`,
      {
        kind: SpanKind.SERVER,
        // Of the clock that pipelines are timed by. A bare number would be corrected for each span by itself, and a pipeline
        // could end after its request.
        startTime: hrTime(performance.now()),
        attributes: {
          'http.request.method': method,
          ...(route === undefined ? {} : { 'http.route': route }),
          // The log has it too.
          'request.id': id,
        },
      },
      parent,
    );
  }

  private readonly onPipeline = (message: unknown): void => {
    const { startedAt, endedAt, statements, error } = message as RoundTripReport;
    const context = this.contexts.getStore();
    // What the service separate does accord has no trace.
    if (context === undefined) return;
    const span = this.tracer.startSpan(
      'database flight',
      {
        kind: SpanKind.CLIENT,
        startTime: hrTime(startedAt),
        attributes: { 'db.system.name': 'postgresql', 'db.operation.batch.size': statements },
      },
      context,
    );
    // Not its message: PostgreSQL quotes values.
    if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(hrTime(endedAt));
  };
}
