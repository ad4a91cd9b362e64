import { Controller, Get, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { SuccessResponse, TextResponse, Fails, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { Query } from '../../resource/requests/request-input.js';
import { importOptions, ImportQuery } from './import-query.js';
import { bulkUploadResponse, BulkUploadResponse } from './import.response.js';
import type { ImportRecord } from './import-record.js';
import { ImportsService } from './imports.service.js';
import { customerFields } from './products/product.js';
import { refuseMisspeltParameters } from './unknown-parameters.js';
import { importActor, importMaxBytesToken, receiveUpload, unreadable, uploadBody } from './upload.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/bulk-upload')
export class BulkUploadController {
  constructor(
    private readonly imports: ImportsService,
    @Inject(importMaxBytesToken) private readonly maxBytes: number,
  ) {}

  @Post()
  @RequireScope('customers:write')
  @Operation(
    'Bulk upload customers',
    'Import customers from a CSV file, in the format of the template or as another product ' +
      'exported it, and respond when the import is done.',
  )
  @ApiConsumes('multipart/form-data')
  @ApiBody(uploadBody)
  @SuccessResponse(201, BulkUploadResponse, { isResource: false })
  @Fails(
    400,
    'The body is incomplete: the connection ended before it was sent',
    'There was an error parsing the body',
  )
  @Fails(409, 'The import was cancelled')
  async upload(
    @CurrentCaller() caller: Caller,
    @Query() query: ImportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BulkUploadResponse> {
    refuseMisspeltParameters(request);
    const options = importOptions(query);
    const upload = await receiveUpload(request, this.maxBytes);
    const { businessId, idempotencyKey } = caller;
    const { record, isReplayed } = await this.imports.runNow({
      businessId,
      actor: importActor(caller),
      options,
      idempotencyKey,
      ...upload,
    });
    if (isReplayed) void reply.header('idempotency-replayed', 'true');
    if (record.error !== null) throw unreadable(upload.fileName, withCounts(record.error, record));
    return bulkUploadResponse(record, await this.imports.firstProblems(businessId, record.id));
  }

  @Get('template')
  @RequireScope('customers:read')
  @Operation(
    'Download bulk upload template',
    'A CSV file with the columns of a bulk upload, and no rows.',
    'download_customer_bulk_upload_template',
  )
  @TextResponse(200, 'text/csv')
  async template(@Res() reply: FastifyReply): Promise<void> {
    await reply
      .headers({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="customers-template.csv"',
      })
      .send(`${customerFields.join(',')}\r\n`);
  }
}

/** The rows before what cannot be read are stored all the same: who sends a file again has to know. */
const withCounts = (error: string, { rows_read, created, updated, options }: ImportRecord): string =>
  rows_read === 0 || options.dry_run
    ? error
    : `${error}; of the ${rows_read} rows before, ${created} were created and ${updated} updated`;
