import 'reflect-metadata';
import { readFileSync } from 'node:fs';
// oxlint-disable-next-line no-restricted-imports -- The document knows nothing of this test's module.
import { request as httpRequest } from 'node:http';
import { Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { EntityContactCreateRequest } from '../../src/modules/customers/contacts/contacts.dto.js';
import { CustomerCreateRequest, CustomerPath } from '../../src/modules/customers/customers.dto.js';
import { readEnvironment } from '../../src/platform/config/environment.js';
import {
  BooleanField,
  DateTimeField,
  EmailField,
  EnumListField,
  IntegerField,
  StringField,
  UuidField,
  UuidListField,
} from '../../src/resource/fields/fields.js';
import { ErrorFilter } from '../../src/platform/http/errors.js';
import { createHttpServer, Drain } from '../../src/platform/http/http-server.js';
import { RequestGuard } from '../../src/resource/requests/request.guard.js';
import { Body, Path, Query } from '../../src/resource/requests/request-input.js';
import { PaymentTermCreateRequest } from '../../src/modules/payment-terms/payment-terms.dto.js';

class TokenRequest {
  @StringField({ description: 'Name.', minLength: 1, maxLength: 255, trim: true })
  name: string;

  @EmailField({ description: 'Owner.' })
  owner_email: string;

  @EnumListField({ description: 'Scopes.', values: ['customers:read', 'customers:write'] })
  scopes: ('customers:read' | 'customers:write')[];

  @UuidListField({ description: 'Businesses.', maxItems: 1_000 })
  business_ids: string[];

  @IntegerField({ description: 'Days.', optional: true, nullable: true, minimum: 1, maximum: 365 })
  expires_in_days?: number | null;
}

class ListQuery {
  @IntegerField({ description: 'How many.', default: 50, minimum: 1, maximum: 1_000 })
  limit: number;

  @UuidField({ description: 'The one.', optional: true })
  id?: string;

  @BooleanField({ description: 'Also those.', default: false })
  include_deleted: boolean;

  @DateTimeField({ description: 'Later than this.', optional: true })
  created_after?: Date;

  @StringField({ description: 'Like this.', optional: true, minLength: 1, maxLength: 200 })
  search?: string;
}

/** Reads the reference's request, and returns the values read. */
@Controller()
class EchoController {
  @Post(['customers', 'customers-strict'])
  @HttpCode(200)
  customer(@Body() body: CustomerCreateRequest) {
    return body;
  }

  @Post('contacts')
  @HttpCode(200)
  contact(@Body() body: EntityContactCreateRequest) {
    return body;
  }

  @Post('payment-terms')
  @HttpCode(200)
  term(@Body() body: PaymentTermCreateRequest) {
    return body;
  }

  @Post('tokens')
  @HttpCode(200)
  token(@Body() body: TokenRequest) {
    return body;
  }

  @Get('list')
  list(@Query() { created_after, ...query }: ListQuery) {
    return { ...query, created_after: created_after === undefined ? null : created_after.getTime() / 1000 };
  }

  @Get('one/:customer_id')
  one(@Path() path: CustomerPath) {
    return path;
  }
}

@Module({
  controllers: [EchoController],
  providers: [
    { provide: APP_GUARD, useClass: RequestGuard },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
})
class EchoModule {}

/** What FastAPI 0.115 with pydantic 2.10 on CPython 3.13 answers, with the models of the contract. */
interface Vector {
  readonly post?: string;
  readonly get?: string;
  readonly body?: string;
  /** In base64, where it is not UTF-8. */
  readonly bytes?: string;
  readonly content_type?: string;
  readonly status: number;
  readonly answer: unknown;
}

const vectors = JSON.parse(
  readFileSync(new URL('vectors/requests.json', import.meta.url), 'utf8'),
) as readonly Vector[];

const text = ({ body, get = '' }: Vector) => body ?? get;

/** Where the service differs on purpose, or the reference only fails: these are held by separate tests. */
const differences: Readonly<Record<string, (vector: Vector) => boolean>> = {
  'the reference fails: a lone surrogate, and numbers that are none': ({ status }) => status === 500,
  'a boolean is no integer': (vector) =>
    /"(?:credit_limit_cents|days_until_due|discount_percent|expires_in_days)":(?:true|false)/.test(
      text(vector),
    ),
  'an integer beyond 2^53 is out of range, never another': (vector) =>
    vector.get === undefined &&
    /"(?:credit_limit_cents|days_until_due)":"?-?(?:9007199254740993|9223372036854775808\.0|1{30}|1e30|1e400)/.test(
      text(vector),
    ),
  'a surrogate in UTF-8 is no UTF-8': ({ bytes }) => bytes !== undefined && /7aC[AB9]/.test(bytes),
  'U+0000 cannot be stored': (vector) => /\\u0000|search=%00/.test(text(vector)),
  'a name with nothing to see is too short, and its ends are trimmed of it': (vector) =>
    /"name":\s?"(?:\\u001c|\\u200b|\\ufeff|\\u001f)/.test(text(vector)),
  'a body that is no JSON by its type is a 415': ({ content_type: type }) =>
    type !== undefined && !/^\s*application\/(?:[^;,/\s]*\+)?json\s*(?:;|$)/i.test(type),
  'a term whose fields do not go together is refused by its table': ({ answer }) =>
    JSON.stringify(answer).includes('Value error, discount_days'),
  'a path with an encoded slash is one parameter': ({ get }) => get === '/one/x%2Fy',
};

/** The values read, without the defaults that only one of the two fills in. */
const comparable = (answer: unknown, other: unknown) => {
  const isSent = (name: string) => Reflect.get(Object(other), name) !== undefined;
  return Object.fromEntries(
    Object.entries(Object(answer) as object).filter(([name, value]) => isSent(name) && value !== null),
  );
};

/** Python keeps microseconds, the service milliseconds. */
const inMilliseconds = (answer: unknown): unknown =>
  typeof answer === 'object' &&
  answer !== null &&
  'created_after' in answer &&
  typeof answer.created_after === 'number'
    ? { ...answer, created_after: Math.floor(answer.created_after * 1_000 + 1e-4) / 1_000 }
    : answer;

describe('a request', () => {
  let nest: NestFastifyApplication;
  let port: number;

  beforeAll(async () => {
    const logger = pino({ level: 'silent' });
    const server = createHttpServer({ ...readEnvironment({}), logger }, new Drain());
    nest = await NestFactory.create<NestFastifyApplication>(EchoModule, new FastifyAdapter(server), {
      logger: false,
      bodyParser: false,
    });
    await nest.listen(0, '127.0.0.1');
    port = Number(new URL(await nest.getUrl()).port);
  });
  afterAll(() => nest.close());

  /** Sent as it stands: fetch would make another URL of some. */
  const ask = ({ post, get, body, bytes, content_type }: Vector) =>
    new Promise<{ status: number | undefined; answer: unknown }>((resolve, reject) => {
      const headers = {
        ...(post === undefined ? {} : { 'content-type': content_type ?? 'application/json' }),
        ...(post === '/customers-strict' ? { prefer: 'handling=strict' } : {}),
      };
      const sent = httpRequest(
        { port, host: '127.0.0.1', method: post === undefined ? 'GET' : 'POST', path: post ?? get, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const answer = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
            resolve({ status: response.statusCode, answer });
          });
        },
      );
      sent.on('error', reject);
      sent.end(bytes === undefined ? body : Buffer.from(bytes, 'base64'));
    });

  it('is answered as by the reference, but where that is said', async () => {
    const used = new Set<string>();
    const others: unknown[] = [];
    for (const vector of vectors) {
      const difference = Object.entries(differences).find(([, applies]) => applies(vector));
      if (difference !== undefined) used.add(difference[0]);
      const ours = await ask(vector);
      expect(ours.status).not.toBe(500);
      if (difference !== undefined) continue;
      const isRead = vector.status === 200;
      const theirs = isRead ? comparable(inMilliseconds(vector.answer), ours.answer) : vector.answer;
      const expected = { status: vector.status, answer: theirs };
      const got = { status: ours.status, answer: isRead ? comparable(ours.answer, theirs) : ours.answer };
      const { post, get, body, bytes, content_type } = vector;
      if (JSON.stringify(sorted(got)) !== JSON.stringify(sorted(expected))) {
        others.push({ asked: { post, get, body, bytes, content_type }, expected, got });
      }
    }
    expect(others).toEqual([]);
    expect([...used].toSorted()).toEqual(Object.keys(differences).toSorted());
  });
});

/** With the properties of all objects in one order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, inner]) => [name, sorted(inner)]),
  );
}
