import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';

export interface ImportArguments {
  readonly business: string;
  readonly mode?: string;
  readonly matchOn?: string;
  readonly dryRun?: boolean;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly map?: string;
  readonly rejects?: string;
  readonly json?: boolean;
}

export interface ExportArguments {
  readonly business: string;
  readonly output?: string;
  readonly format?: string;
  readonly with?: string;
  readonly bom?: boolean;
  readonly includeDeleted?: boolean;
}

const actions = () => import('./customer.actions.js');

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
    .action(async (file: string, options: ImportArguments) => {
      const { importFile } = await actions();
      await importFile(context, file, options);
    });

  program
    .command('export')
    .description('Write all customers of a business as CSV or as JSON by lines')
    .requiredOption('--business <id>', 'the business that they are customers of')
    .option('--output <file>', 'where to; without it, standard output')
    .option('--format <format>', 'csv or ndjson')
    .option('--with <contacts>', 'contacts: nested in JSON; of CSV, a second file beside the output')
    .option('--bom', 'begin CSV with a byte order mark, for Excel')
    .option('--include-deleted', 'deleted customers too')
    .action(async (options: ExportArguments) => {
      const { exportCustomers } = await actions();
      await exportCustomers(context, options);
    });
}
