import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { inOneProcess, startService } from '../support/service.js';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly Attribute[];
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
}

interface Collected {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** Takes OTLP over HTTP as a collector does, and keeps the bodies. */
class Collector {
  readonly bodies: string[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        if (request.method === 'POST' && request.url === '/v1/traces') collector.bodies.push(body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get batches(): Collected[] {
    return this.bodies.map((body) => JSON.parse(body) as Collected);
  }

  get spans(): CollectedSpan[] {
    return this.batches.flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

const attributeOf = ({ attributes }: { readonly attributes: readonly Attribute[] }, name: string) => {
  const value = attributes.find(({ key }) => key === name)?.value;
  return value?.stringValue ?? value?.intValue;
};

/** In nanoseconds since 1970. */
const timeOf = (text = '0') => BigInt(text);

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callerSpanId = '00f067aa0ba902b7';

describe('with OTEL_EXPORTER_OTLP_ENDPOINT', () => {
  let collector: Collector;
  let businessId: string;
  let spans: CollectedSpan[];

  // One short life of a service: what it has not sent yet, it sends when it stops.
  beforeAll(async () => {
    collector = await Collector.start();
    const service = await startService({ otlpEndpoint: collector.url }, inOneProcess);
    const client = await service.business();
    businessId = client.businessId;
    const traceparent = `00-${traceId}-${callerSpanId}-01`;
    await client.post(
      '/customers',
      { name: 'Traced person', email: 'traced@acme.example.com' },
      { headers: { traceparent, 'x-request-id': 'request-of-the-trace' } },
    );
    await client.get('/customers/no-uuid');
    await service.database.sql('alter table payment_terms rename to hidden');
    await client.get('/payment-terms');
    await service.stop();
    spans = collector.spans;
  });

  afterAll(() => collector.stop());

  test('a request is a span of the trace that its traceparent names', () => {
    const span = spans.find(
      (candidate) => candidate.traceId === traceId && candidate.parentSpanId === callerSpanId,
    );

    expect(span?.name).toBe('POST /api/v1/customers');
    expect(span && attributeOf(span, 'http.response.status_code')).toBe(201);
    expect(span && attributeOf(span, 'request.id')).toBe('request-of-the-trace');
  });

  test('its round trips to the database stand within it, and those that it waits for within its time', () => {
    const request = spans.find(({ name, traceId: id }) => id === traceId && name.startsWith('POST'));
    const pipelines = spans.filter(({ name, traceId: id }) => id === traceId && name === 'database flight');

    for (const pipeline of pipelines) {
      expect(pipeline.parentSpanId).toBe(request?.spanId);
      expect(timeOf(pipeline.startTimeUnixNano)).toBeGreaterThanOrEqual(timeOf(request?.startTimeUnixNano));
    }
    // One more notifies the other replicas of the event, and no request waits for it.
    const within = pipelines.filter(
      ({ endTimeUnixNano }) => timeOf(endTimeUnixNano) <= timeOf(request?.endTimeUnixNano),
    );
    expect(within.length).toBeGreaterThan(0);
  });

  test('a request without a traceparent begins a trace', () => {
    const span = spans.find(({ name }) => name === 'GET /api/v1/customers/:customer_id');

    expect(span?.parentSpanId ?? '').toBe('');
    expect(span && attributeOf(span, 'http.response.status_code')).toBe(422);
  });

  test('a request that the service has failed at is marked, and one that was wrong is not', () => {
    const [failed, wrong] = ['GET /api/v1/payment-terms', 'GET /api/v1/customers/:customer_id'].map((route) =>
      spans.find(({ name }) => name === route),
    );
    expect(failed && attributeOf(failed, 'http.response.status_code')).toBe(500);
    expect(failed?.status.code).toBe(2);
    expect(wrong?.status.code).not.toBe(2);
  });

  test('the service says its name, and nothing of who was served', () => {
    const [batch] = collector.batches;
    const resource = batch?.resourceSpans[0]?.resource;

    expect(resource && attributeOf(resource, 'service.name')).toBe('customers-service');
    for (const word of ['Traced person', 'traced@', businessId, 'dz_']) {
      expect(collector.bodies.join('\n')).not.toContain(word);
    }
  });

  test('an unavailable collector does not affect requests', async () => {
    const gone = await Collector.start();
    const { url } = gone;
    await gone.stop();
    const service = await startService({ otlpEndpoint: url }, inOneProcess);
    const client = await service.business();

    expect((await client.get('/customers')).status).toBe(200);

    // Below the nine seconds of STOP_TIMEOUT_SECONDS, and the ten that the exporter would go on trying for.
    const began = performance.now();
    await service.stop();
    expect(performance.now() - began).toBeLessThan(8_000);
  });
});
