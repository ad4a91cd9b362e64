import { pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequireScope } from '../tokens/require-scope.js';
import { BusinessScoped } from '../businesses/business-scoped.js';
import { TextResponse, Operation } from '../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../platform/http/caller.js';
import { Query } from '../../resource/requests/request-input.js';
import { linesOf } from './export-lines.js';
import { ExportQuery } from './export-query.js';
import { ExportsService } from './exports.service.js';

const ndjson = /\bapplication\/(?:x-)?ndjson\b/i;
const takesGzip = /(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?(?:$|[,\s]))/i;

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/export')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get()
  @RequireScope('customers:read')
  @Operation(
    'Export customers',
    'All customers that match the filters, from one snapshot, as a file that can be uploaded ' +
      'again. Values that a spreadsheet would run as a formula are prefixed with an apostrophe, ' +
      'which an upload removes.',
  )
  @TextResponse(200, 'text/csv', 'application/x-ndjson')
  async export(
    @CurrentCaller() { businessId }: Caller,
    @Query() query: ExportQuery,
    @Headers() { accept = '', 'accept-encoding': coding = '' }: Readonly<Record<string, string | undefined>>,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = query.format ?? (ndjson.test(accept) ? 'ndjson' : 'csv');
    const lines = linesOf(format, query.include, query.bom);
    const stream = await this.exports.start(businessId, query, lines);
    const isGzip = takesGzip.test(coding);
    await reply
      .headers({
        'content-type': lines.contentType,
        'content-disposition': `attachment; filename="${dated(lines.fileName)}"`,
        vary: 'accept, accept-encoding',
        ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
      })
      .send(isGzip ? gzipped(stream) : stream);
  }
}

/** `customers.csv` as `customers-2026-11-22.csv`. */
const dated = (fileName: string) =>
  fileName.replace('.', `-${new Date().toISOString().slice(0, '2026-11-22'.length)}.`);

/** If the export or the client breaks off, so does the other: a file that was cut must not look whole. */
const gzipped = (stream: Readable) => pipeline(stream, createGzip(), () => undefined);
