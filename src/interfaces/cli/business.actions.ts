import 'reflect-metadata';
import type { Business } from '../../modules/businesses/business.entity.js';
import { BusinessCreateRequest } from '../../modules/businesses/businesses.dto.js';
import { BusinessesService } from '../../modules/businesses/businesses.service.js';
import { readArguments } from '../../resource/fields/arguments.js';
import type { BusinessCreateOptions } from './business.commands.js';
import type { CliContext, JsonOption } from './cli-context.js';
import { withServices } from './context.js';
import { answer, table } from './output.js';

const columns = {
  ID: ({ id }: Business) => id,
  NAME: ({ name }: Business) => name,
  CREATED: ({ created_at }: Business) => created_at,
};

export async function createBusiness(context: CliContext, options: BusinessCreateOptions): Promise<void> {
  const { name } = readArguments(BusinessCreateRequest, { name: options.name });
  const created = await withServices(context, (services) => services.get(BusinessesService).create(name));
  answer(context, created, options.json, table(columns, [created]));
}

export async function listBusinesses(context: CliContext, options: JsonOption): Promise<void> {
  const businesses = await withServices(context, (services) => services.get(BusinessesService).list());
  answer(context, businesses, options.json, table(columns, businesses));
}
