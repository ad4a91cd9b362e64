import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
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

class BusinessOption {
  @UuidField({ description: 'The business.' })
  business: string;
}

interface ImportArguments {
  business: string;
  mode?: string;
  matchOn?: string;
  dryRun?: boolean;
  encoding?: string;
  delimiter?: string;
  map?: string;
  rejects?: string;
  json?: boolean;
}

interface ExportArguments {
  business: string;
  output?: string;
  format?: string;
  with?: string;
  bom?: boolean;
  includeDeleted?: boolean;
}

const businessIn = (business: string): string => readArguments(BusinessOption, { business }).business;

const isStandard = (file: string | undefined): boolean => file === undefined || file === '-';

export function addCustomerCommands(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('Make customers out of a CSV file: exit status 2 where rows could not be stored')
    .argument('<file>', 'the file, or - for standard input')
    .requiredOption('--business <id>', 'the business that they are customers of')
    .option('--mode <mode>', 'of a customer that is there already: skip, create or update')
    .option('--match-on <field>', 'by what a customer is found again: email, tax_id or id')
    .option('--dry-run', 'read and check only, and show the first five rows as they would be stored')
    .option('--encoding <name>', 'of a file that is neither UTF-8 nor has a byte order mark')
    .option('--delimiter <character>', 'what stands between the cells')
    .option('--map <json>', 'what columns are: {"Their column": "our_field"}')
    .option('--rejects <file>', 'where to write the rows that were not stored, with the reason')
    .option('--json', 'answer with JSON')
    .action((file: string, options: ImportArguments) => importFile(context, file, options));

  program
    .command('export')
    .description('Write all customers of a business as CSV or as JSON by lines')
    .requiredOption('--business <id>', 'the business that they are customers of')
    .option('--output <file>', 'where to; without it, standard output')
    .option('--format <format>', 'csv or ndjson')
    .option('--with <contacts>', 'contacts: nested in JSON; of CSV, a second file beside the output')
    .option('--bom', 'begin CSV with a byte order mark, for Excel')
    .option('--include-deleted', 'deleted customers too')
    .action((options: ExportArguments) => exportCustomers(context, options));
}

async function importFile(context: CliContext, file: string, provided: ImportArguments): Promise<void> {
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

async function exportCustomers(context: CliContext, provided: ExportArguments): Promise<void> {
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
