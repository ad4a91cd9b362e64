import { Readable } from 'node:stream';
import { Controller, Delete, Get, Headers, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator } from '../tokens/authenticator.js';
import { accessRevalidator } from '../tokens/access-revalidator.js';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import type { ResponseBody, Json } from '../../platform/database/wire/json.js';
import { UuidField } from '../../resource/fields/fields.js';
import { SuccessResponse, TextResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { eventStreamHeaders } from '../../platform/http/event-stream.js';
import { Path, Query } from '../../resource/requests/request-input.js';
import type { Page } from '../../resource/lists/page.js';
import { Pagination } from '../../resource/lists/pagination.js';
import { importList, ImportListQuery, ImportListResponse } from './import-list.js';
import { importOptions, ImportQuery } from './import-query.js';
import { ImportWorker } from './import-worker.js';
import { importResponse, ImportResponse } from './import.response.js';
import { ImportsService } from './imports.service.js';
import { ProgressStream } from './progress-stream.js';
import { refuseUnknownParameters } from './unknown-parameters.js';
import { importActor, importMaxBytesToken, receiveUpload, uploadBody } from './upload.js';

class ImportPath {
  @UuidField({ description: 'Import UUID.', example: '019ab0f7-6c1e-7b52-9d43-5f0e8c2a1b92' })
  import_id: string;
}

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly worker: ImportWorker,
    private readonly progress: ProgressStream,
    private readonly pagination: Pagination,
    private readonly authenticator: Authenticator,
    @Inject(importMaxBytesToken) private readonly maxBytes: number,
  ) {}

  @Post()
  @RequireScope('customers:write')
  @Operation(
    'Start an import',
    'Upload a file of customers and import it in the background. `Location` is the URL of its progress.',
    'create_import',
  )
  @ApiConsumes('multipart/form-data')
  @ApiBody(uploadBody)
  @SuccessResponse(202, ImportResponse, { isResource: false })
  @Fails(
    400,
    'The body is incomplete: the connection ended before it was sent',
    'There was an error parsing the body',
  )
  async create(
    @CurrentCaller() caller: Caller,
    @Query() query: ImportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ResponseBody<ImportResponse>> {
    refuseUnknownParameters(request);
    const options = importOptions(query);
    const upload = await receiveUpload(request, this.maxBytes);
    const { businessId, idempotencyKey } = caller;
    const response = await this.imports.queue({
      businessId,
      actor: importActor(caller),
      options,
      idempotencyKey,
      ...upload,
    });
    this.worker.wake();
    void reply.header('location', `/api/v1/customers/imports/${response.id}`);
    return response;
  }

  @Get()
  @RequireScope('customers:read')
  @Operation('List imports', 'The imports of the business with their results, newest first.')
  @SuccessResponse(200, ImportListResponse, { isResource: false })
  list(
    @CurrentCaller() caller: Caller,
    @Query() query: ImportListQuery,
  ): Promise<Json<Page<ImportResponse>>> {
    return this.pagination.page(caller, importList(caller.businessId, query), query);
  }

  @Get(':import_id')
  @RequireScope('customers:read')
  @Operation('Get import', 'The progress of an import and the results of its rows.')
  @SuccessResponse(200, ImportResponse)
  async get(
    @CurrentCaller() { businessId }: Caller,
    @Path() { import_id }: ImportPath,
  ): Promise<ImportResponse> {
    return importResponse(await this.imports.get(businessId, import_id));
  }

  @Delete(':import_id')
  @RequireScope('customers:write')
  @Operation('Cancel import', 'Stop an import between two batches; stored rows stay.')
  @SuccessResponse(204)
  @Fails(409, 'The import has ended already')
  cancel(@CurrentCaller() { businessId }: Caller, @Path() { import_id }: ImportPath): Promise<void> {
    return this.imports.cancel(businessId, import_id);
  }

  @Get(':import_id/events')
  @RequireScope('customers:read')
  @Operation(
    'Follow import',
    'The progress as server-sent events: `progress` while the import runs, then `end`. ' +
      '`Last-Event-ID` continues a stream.',
    'stream_import_progress',
  )
  @TextResponse(200, 'text/event-stream')
  async events(
    @CurrentCaller() { businessId }: Caller,
    @Path() { import_id }: ImportPath,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.imports.get(businessId, import_id);
    const mayStillRead = accessRevalidator(this.authenticator, request, 'customers:read');
    const seen = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
    await reply
      .headers(eventStreamHeaders)
      .send(Readable.from(this.progress.events(businessId, import_id, seen, mayStillRead)));
  }

  @Get(':import_id/rejects')
  @RequireScope('customers:read')
  @Operation(
    'Download rejects',
    'The rows that failed or were skipped, in their own columns and encoding, with the ' +
      '`reason` in the last column: correct them and upload them again.',
    'download_import_rejects',
  )
  @TextResponse(200, 'text/csv')
  @Fails(409, 'The uploaded file of this import is no longer available', 'The import has not started yet')
  async rejects(
    @CurrentCaller() { businessId }: Caller,
    @Path() { import_id }: ImportPath,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { encoding, csv } = await this.imports.rejects(businessId, import_id);
    await reply
      .headers({
        'content-type': `text/csv; charset=${encoding}`,
        'content-disposition': `attachment; filename="rejects-${import_id}.csv"`,
      })
      .send(Readable.from(csv));
  }
}
