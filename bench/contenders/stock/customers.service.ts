import { Injectable, NotFoundException } from '@nestjs/common';
import { DataSource, ILike, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { StockCustomer } from './customer.entity.js';
import type { StockCreateRequest, StockListQuery, StockUpdateRequest } from './customers.dto.js';

@Injectable()
export class StockCustomersService {
  private readonly customers: Repository<StockCustomer>;

  constructor(dataSource: DataSource) {
    this.customers = dataSource.getRepository(StockCustomer);
  }

  async create(business_id: string, request: StockCreateRequest): Promise<StockCustomer> {
    const now = new Date();
    const customer = await this.customers.save(
      this.customers.create({ ...request, id: uuidv7(), business_id, created_at: now, updated_at: now }),
    );
    return { ...customer, is_deleted: false, contacts: [] };
  }

  async get(business_id: string, id: string): Promise<StockCustomer> {
    const customer = await this.customers.findOne({
      where: { business_id, id },
      relations: { contacts: true },
    });
    if (customer === null) throw new NotFoundException();
    return customer;
  }

  async update(business_id: string, id: string, request: StockUpdateRequest): Promise<StockCustomer> {
    const customer = await this.get(business_id, id);
    return this.customers.save(this.customers.merge(customer, request));
  }

  async list(business_id: string, { limit, search }: StockListQuery): Promise<{ items: StockCustomer[] }> {
    const items = await this.customers.find({
      where: {
        business_id,
        is_deleted: false,
        ...(search === undefined ? {} : { name: ILike(`%${search}%`) }),
      },
      // In one query with the contacts, TypeORM would read the whole business to find the first fifty.
      relations: { contacts: true },
      relationLoadStrategy: 'query',
      order: { id: 'DESC' },
      take: limit,
    });
    return { items };
  }
}
