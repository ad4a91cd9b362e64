import type { INestApplicationContext } from '@nestjs/common';
import { BusinessesService } from '../../modules/businesses/businesses.service.js';
import { type BusinessId, storedBusinessId } from '../../platform/database/business-id.js';
import { ArgumentsError } from '../../resource/fields/arguments.js';
import { ApiError } from '../../platform/http/errors.js';

const notFound = 404;

/**
 * Returns the id of a business that exists. Every command that names a business calls it before it does anything else; the
 * operator may act in all of them.
 *
 * @throws ArgumentsError where there is no such business
 */
export async function knownBusiness(services: INestApplicationContext, id: string): Promise<BusinessId> {
  try {
    const business = await services.get(BusinessesService).get(id);
    return storedBusinessId(business.id);
  } catch (error) {
    if (!(error instanceof ApiError) || error.getStatus() !== notFound) throw error;
    throw new ArgumentsError(`There is no business ${id}; "business list" shows those that exist.`);
  }
}
