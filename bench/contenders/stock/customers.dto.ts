import { Type } from 'class-transformer';
import {
  IsEmail,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Max,
  MaxLength,
  Min,
} from 'class-validator';

class StockOptionalFields {
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  address?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(50)
  phone?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(64)
  tax_id?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(2_048)
  website?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(10_000)
  notes?: string | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  credit_limit_cents?: number | null;

  @IsOptional()
  @IsUUID()
  default_payment_term_id?: string | null;

  @IsOptional()
  @IsIn(['active', 'inactive', 'blocked'])
  status?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  category?: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(5_000)
  invoice_footer?: string | null;
}

export class StockCreateRequest extends StockOptionalFields {
  @IsString()
  @Length(1, 255)
  name: string;

  @IsEmail()
  @MaxLength(254)
  email: string;
}

export class StockUpdateRequest extends StockOptionalFields {
  @IsOptional()
  @IsString()
  @Length(1, 255)
  name?: string;

  @IsOptional()
  @IsEmail()
  @MaxLength(254)
  email?: string;
}

export class StockListQuery {
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1_000)
  limit = 50;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  search?: string;
}
