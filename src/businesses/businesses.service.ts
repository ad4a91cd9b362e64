import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../database/database.js';
import type { Business } from './business.entity.js';
import { insertBusiness, selectAnyBusiness } from './businesses.statements.js';

@Injectable()
export class BusinessesService {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Makes a business that no token is granted for yet: for the operator, who grants by making tokens. */
  async create(name: string): Promise<Business> {
    const [business] = await this.database.query<Business>(insertBusiness(uuidv7(), name));
    if (business === undefined) throw new Error('An insert has returned no row');
    return business;
  }

  /** Whether there is no business yet. */
  async isEmpty(): Promise<boolean> {
    return (await this.database.query(selectAnyBusiness)).length === 0;
  }
}
