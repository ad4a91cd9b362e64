import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../modules/tokens/require-scope.js';
import { SuccessResponse, Operation } from '../platform/openapi/decorators.js';
import { Drain } from '../platform/http/http-server.js';
import { unavailable } from '../platform/http/errors.js';
import { Database } from '../platform/database/database.js';
import type { Statement } from '../platform/database/statement.js';

class HealthResponse {
  @ApiProperty({ type: 'string', example: 'ok' })
  status: string;
}

class ReadinessResponse extends HealthResponse {
  @ApiProperty({
    type: [String],
    description:
      'Nodes of a distributed database that this process found unavailable within the last 30 ' +
      'seconds; absent if there are none. Requests for their businesses get a 503, all others ' +
      'are served.',
    required: false,
    example: ['10.0.0.2:5432'],
  })
  nodes_away?: string[];
}

/**
 * Changes nothing, and fails where a change would fail: on a server that only reads, and without the right to write. The row
 * that it names belongs to no business.
 */
const proveWritable: Statement = {
  name: 'prove_writable',
  text: 'update rate_limits set requests = requests where token_id is null',
  values: [],
};

const ok: HealthResponse = { status: 'ok' };

@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly drain: Drain,
  ) {}

  @Get('live')
  @Operation('Get liveness', 'The process answers.')
  @SuccessResponse(200, HealthResponse)
  live(): HealthResponse {
    return ok;
  }

  @Get('ready')
  @Operation(
    'Get readiness',
    'The process can serve: the database accepts writes, its migrations have run, and the ' +
      'process is not stopping.',
  )
  @SuccessResponse(200, ReadinessResponse)
  async ready(): Promise<ReadinessResponse> {
    if (this.drain.isDraining) throw unavailable('The service is shutting down, please try again');
    if ((await this.database.pendingMigrations(proveWritable)) > 0)
      throw unavailable('The database is not migrated yet');
    const { lostNodes } = this.database;
    return lostNodes.length > 0 ? { ...ok, nodes_away: lostNodes } : ok;
  }
}
