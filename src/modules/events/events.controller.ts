import { Readable } from 'node:stream';
import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator } from '../tokens/authenticator.js';
import { accessRevalidator } from '../tokens/access-revalidator.js';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import type { Json } from '../../platform/database/wire/json.js';
import { SuccessResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { eventStreamHeaders } from '../../platform/http/event-stream.js';
import { unprocessable } from '../../platform/http/errors.js';
import { Query } from '../../resource/requests/request-input.js';
import type { Page } from '../../resource/lists/page.js';
import type { ReadPosition } from './continuity.js';
import type { Event } from './event.js';
import { EventListQuery, EventListResponse } from './events.dto.js';
import { EventsService } from './events.service.js';

const scope = 'events:read';
const eventStream = 'text/event-stream';

@ApiTags('events')
@BusinessScoped()
@Controller('events')
export class EventsController {
  constructor(
    private readonly events: EventsService,
    private readonly authenticator: Authenticator,
  ) {}

  @Get()
  @RequireScope(scope)
  @Operation(
    'List events',
    'Every committed change, in commit order. The last page also has `next_cursor`: a client ' +
      'that stores it and continues from it misses nothing. With `Accept: text/event-stream` ' +
      'events are streamed as they are committed, from `after` or `Last-Event-ID`. A position ' +
      'from which the history does not continue is a 409: after the newest event, from another ' +
      'history (a database restored to an earlier time), or older than the retention. A cursor ' +
      'and the `id` of a stream detect another history even if its positions were reused; ' +
      '`after` alone does not.',
  )
  @ApiProduces('application/json', eventStream)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'The last `id` that a stream has sent; a position alone is accepted too.',
  })
  @SuccessResponse(200, EventListResponse, { isResource: false })
  @Fails(
    409,
    'Events after position 41 are no longer available; the first available event has position 1001',
    'Position 99 is after the newest event, which has position 41: it belongs to another ' +
      'history of the business, such as one before a restore. Read the customers again, then ' +
      'continue after position 41',
  )
  async list(
    @CurrentCaller() caller: Caller,
    @Query() query: EventListQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Json<Page<Event>> | Readable> {
    const mayStillRead = accessRevalidator(this.authenticator, request, scope);
    if (request.headers.accept?.includes(eventStream) !== true)
      return this.events.list(caller, query, mayStillRead);
    const after = lastEventId(request.headers['last-event-id']) ?? { position: query.after ?? 0 };
    await this.events.assertContinues(caller, after);
    void reply.headers(eventStreamHeaders);
    return Readable.from(this.events.stream(caller, query, after, mayStillRead));
  }
}

const eventIdShape = /^(\d{1,15})(?:\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}))?$/;

/** A position and the id of the event there, or a position alone. @throws 422 for an id that no stream sent */
function lastEventId(header: string | string[] | undefined): ReadPosition | undefined {
  if (header === undefined) return undefined;
  const [, position, eventId] = eventIdShape.exec(String(header)) ?? [];
  if (position !== undefined) return { position: Number(position), eventId };
  const error = 'it is not the id of an event of this stream';
  throw unprocessable([
    {
      type: 'value_error',
      loc: ['header', 'last-event-id'],
      msg: `Value error, ${error}`,
      input: header,
      ctx: { error },
    },
  ]);
}
