import 'reflect-metadata';
import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ExportQuery } from '../../modules/exports/export-query.js';
import { linesOf } from '../../modules/exports/export-lines.js';
import { ExportsService } from '../../modules/exports/exports.service.js';
import { ArgumentsError, readArguments } from '../../resource/fields/arguments.js';
import { UuidField } from '../../resource/fields/fields.js';
import { ApiError } from '../../platform/http/errors.js';
import { importOptions, ImportQuery } from '../../modules/imports/import-query.js';
import { importResponse } from '../../modules/imports/import.response.js';
import { ImportsService } from '../../modules/imports/imports.service.js';
import { withServices } from './context.js';
import { knownBusiness } from './known-business.js';
import { answer } from './output.js';
import { showProgress } from './progress.js';
import { PartlyDone, type CliContext } from './cli-context.js';
import type { ExportArguments, ImportArguments } from './customer.commands.js';

class BusinessOption {
  @UuidField({ description: 'The business.' })
  business: string;
}

const businessIn = (business: string): string => readArguments(BusinessOption, { business }).business;

const isStandard = (file: string | undefined): boolean => file === undefined || file === '-';

export async function importFile(
  context: CliContext,
  file: string,
  provided: ImportArguments,
): Promise<void> {
  const business = businessIn(provided.business);
  const options = optionsOf(
    readArguments(ImportQuery, {
      mode: provided.mode,
      match_on: provided.matchOn,
      dry_run: provided.dryRun,
      encoding: provided.encoding,
      delimiter: provided.delimiter,
      map: provided.map,
    }),
  );
  await withServices(context, async (services) => {
    const businessId = await knownBusiness(services, business);
    const handle = isStandard(file) ? undefined : await openFile(file);
    const totalBytes = handle === undefined ? undefined : (await handle.stat()).size;
    const imports = services.get(ImportsService);
    const progress = showProgress(context, totalBytes, provided.json === true);
    const { record } = await imports
      .runNow(
        {
          businessId,
          actor: { token_id: null, user_email: null, request_id: null },
          fileName: isStandard(file) ? 'standard input' : basename(file),
          bytes: handle?.createReadStream() ?? process.stdin,
          options,
          idempotencyKey: null,
        },
        progress.add,
      )
      .finally(progress.end);
    if (record.error !== null) throw new ArgumentsError(record.error);
    const { created, updated, unchanged, skipped, failed } = record;
    if (provided.rejects !== undefined) {
      const { csv } = await imports.rejects(businessId, record.id);
      await pipeline(csv, createWriteStream(provided.rejects));
    }
    const preview = (record.preview ?? []).map((row) => JSON.stringify(row));
    answer(
      context,
      importResponse(record),
      provided.json,
      [
        `${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped, ${failed} failed.`,
        ...(record.findings?.warnings ?? []),
        ...preview,
      ].join('\n'),
    );
    if (failed > 0) throw new PartlyDone();
  });
}

/** @throws ArgumentsError where the API would answer with a 422 */
function optionsOf(query: ImportQuery) {
  try {
    return importOptions(query);
  } catch (error) {
    if (!(error instanceof ApiError) || typeof error.detail === 'string') throw error;
    throw new ArgumentsError(error.detail.map(({ loc, msg }) => `${loc.join(' ')}: ${msg}`).join('; '));
  }
}

async function openFile(file: string) {
  try {
    return await open(file);
  } catch (error) {
    throw new ArgumentsError(`${file} cannot be read: ${error instanceof Error ? error.message : ''}`);
  }
}

export async function exportCustomers(context: CliContext, provided: ExportArguments): Promise<void> {
  const business = businessIn(provided.business);
  const query = readArguments(ExportQuery, {
    format: provided.format,
    include: provided.with,
    bom: provided.bom,
    include_deleted: provided.includeDeleted,
  });
  const format = query.format ?? 'csv';
  const isCsvWithContacts = format === 'csv' && query.include !== undefined;
  if (isCsvWithContacts && isStandard(provided.output)) {
    throw new ArgumentsError('contacts of CSV are a second file: say with --output where the first one is');
  }
  await withServices(context, async (services) => {
    const businessId = await knownBusiness(services, business);
    const exports = services.get(ExportsService);
    const write = async (include: 'contacts' | undefined, output: string | undefined) => {
      const lines = linesOf(format, include, query.bom);
      const stream = await exports.start(businessId, query, lines);
      if (output === undefined || isStandard(output)) {
        for await (const piece of stream) context.out(String(piece));
      } else await pipeline(stream, createWriteStream(output));
    };
    await write(isCsvWithContacts ? undefined : query.include, provided.output);
    if (isCsvWithContacts) await write('contacts', contactsFile(provided.output ?? ''));
  });
}

/** `customers.csv` has its contacts in `customers-contacts.csv`. */
const contactsFile = (output: string) => output.replace(/(\.\w+)?$/, '-contacts$1');
