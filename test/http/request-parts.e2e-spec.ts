import 'reflect-metadata';
import { Controller, Module, Put } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { ErrorFilter } from '../../src/platform/http/errors.js';
import { IntegerField, StringField, UuidField } from '../../src/resource/fields/fields.js';
import { createHttpServer, Drain } from '../../src/platform/http/http-server.js';
import { RequestGuard } from '../../src/resource/requests/request.guard.js';
import { Body, Path, Query } from '../../src/resource/requests/request-input.js';
import { readEnvironment } from '../../src/platform/config/environment.js';

class ThingPath {
  @UuidField({ description: 'Thing UUID.' })
  thing_id: string;
}

class ThingQuery {
  @IntegerField({ description: 'How many.', default: 50, minimum: 1, maximum: 1_000 })
  limit: number;
}

class ThingRequest {
  @StringField({ description: 'Name.', maxLength: 3 })
  name: string;
}

@Controller('things')
class ThingsController {
  @Put(':thing_id')
  update(@Body() body: ThingRequest, @Query() query: ThingQuery, @Path() path: ThingPath) {
    return { ...path, ...query, ...body };
  }
}

@Module({
  controllers: [ThingsController],
  providers: [
    { provide: APP_GUARD, useClass: RequestGuard },
    { provide: APP_FILTER, useClass: ErrorFilter },
  ],
})
class ThingsModule {}

const id = '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b90';

describe('a route that takes a path, a query, headers and a body', () => {
  let nest: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const logger = pino({ level: 'silent' });
    const server = createHttpServer({ ...readEnvironment({}), logger }, new Drain());
    nest = await NestFactory.create<NestFastifyApplication>(ThingsModule, new FastifyAdapter(server), {
      logger: false,
      bodyParser: false,
    });
    await nest.listen(0, '127.0.0.1');
    url = await nest.getUrl();
  });
  afterAll(() => nest.close());

  const put = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    // oxlint-disable-next-line no-restricted-globals -- The document knows nothing of this test's module.
    const response = await fetch(`${url}/things/${path}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as unknown };
  };

  it('reads all of them, with the coercions of the source API and the last of a repeated parameter', async () => {
    expect(await put(`${id.toUpperCase()}?limit=x&limit=%207%20`, { name: 'abc' })).toEqual({
      status: 200,
      body: { thing_id: id, limit: 7, name: 'abc' },
    });
    expect(await put(id, { name: '' })).toEqual({ status: 200, body: { thing_id: id, limit: 50, name: '' } });
  });

  it('names all that is wrong in one 422: the path first, then the query, the headers and the body', async () => {
    const { status, body } = await put(
      'x?limit=0&unknown=1',
      { name: 'abcd', extra: [1] },
      {
        'x-user-email': 'nobody',
        prefer: 'handling=strict',
      },
    );
    const uuid =
      'invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `x` at 1';
    const email = 'An email address must have an @-sign.';
    const extra = { type: 'extra_forbidden', msg: 'Extra inputs are not permitted' };
    expect(status).toBe(422);
    expect(body).toStrictEqual({
      detail: [
        {
          type: 'uuid_parsing',
          loc: ['path', 'thing_id'],
          msg: `Input should be a valid UUID, ${uuid}`,
          input: 'x',
          ctx: { error: uuid },
        },
        {
          type: 'greater_than_equal',
          loc: ['query', 'limit'],
          msg: 'Input should be greater than or equal to 1',
          input: '0',
          ctx: { ge: 1 },
        },
        { ...extra, loc: ['query', 'unknown'], input: '1' },
        {
          type: 'value_error',
          loc: ['header', 'x-user-email'],
          msg: `value is not a valid email address: ${email}`,
          input: 'nobody',
          ctx: { reason: email },
        },
        {
          type: 'string_too_long',
          loc: ['body', 'name'],
          msg: 'String should have at most 3 characters',
          input: 'abcd',
          ctx: { max_length: 3 },
        },
        { ...extra, loc: ['body', 'extra'], input: [1] },
      ],
    });
  });

  it('takes an empty x-user-email for a wrong one', async () => {
    const { status, body } = await put(id, { name: 'a' }, { 'x-user-email': '' });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: { detail: [{ type: 'value_error', loc: ['header', 'x-user-email'], input: '' }] },
    });
  });
});
