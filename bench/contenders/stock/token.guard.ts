import { createHash } from 'node:crypto';
import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { StockToken } from './token.entity.js';

interface Request {
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Looks the token up for each request. */
@Injectable()
export class StockTokenGuard implements CanActivate {
  constructor(private readonly dataSource: DataSource) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { headers } = context.switchToHttp().getRequest<Request>();
    const [type, secret] = headers['authorization']?.split(' ') ?? [];
    if (type !== 'Bearer' || secret === undefined) throw new UnauthorizedException();
    const token = await this.dataSource.getRepository(StockToken).findOne({
      where: { secret_hash: createHash('sha256').update(secret).digest() },
      relations: { grants: true },
    });
    if (token === null || token.revoked_at !== null) throw new UnauthorizedException();
    if (token.expires_at !== null && token.expires_at.getTime() <= Date.now()) {
      throw new UnauthorizedException();
    }
    if (!token.grants.some(({ business_id }) => business_id === headers['x-business-id'])) {
      throw new ForbiddenException();
    }
    return true;
  }
}
