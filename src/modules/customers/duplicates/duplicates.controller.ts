import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequireScope } from '../../tokens/require-scope.js';
import { BusinessScoped } from '../../businesses/business-scoped.js';
import type { Json } from '../../../platform/database/wire/json.js';
import { SuccessResponse, Operation } from '../../../platform/openapi/decorators.js';
import { type Caller, CurrentCaller } from '../../../platform/http/caller.js';
import { Query } from '../../../resource/requests/request-input.js';
import type { Page } from '../../../resource/lists/page.js';
import { DuplicateListResponse, type DuplicatePair, DuplicatesQuery } from './duplicates.dto.js';
import { DuplicatesService } from './duplicates.service.js';

@ApiTags('customers')
@BusinessScoped()
@Controller('customers/duplicates')
export class DuplicatesController {
  constructor(private readonly duplicates: DuplicatesService) {}

  @Get()
  @RequireScope('customers:read')
  @Operation(
    'List duplicate customers',
    'Pairs of customers that are likely the same, best first: with the same email, phone or ' +
      'tax id, or with similar names. Deleted customers are excluded.',
    'get_duplicate_customers',
  )
  @SuccessResponse(200, DuplicateListResponse, { isResource: false })
  list(@CurrentCaller() caller: Caller, @Query() query: DuplicatesQuery): Promise<Json<Page<DuplicatePair>>> {
    return this.duplicates.list(caller, query);
  }
}
