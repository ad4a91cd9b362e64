import { ApiSchema } from '@nestjs/swagger';
import { Entity } from 'typeorm';
import { KeyColumn, TextColumn, TimestampColumn } from '../../resource/columns.js';

@ApiSchema({ name: 'BusinessResponse' })
@Entity('businesses')
export class Business {
  @KeyColumn({
    description: 'Business UUID.',
    example: '0199d3a5-6c1e-7b52-9d43-5f0e8c2a1b90',
  })
  id: string;

  @TextColumn({ description: 'Business name.', example: 'Acme Inc.' })
  name: string;

  @TimestampColumn({ description: 'Creation timestamp.' })
  created_at: string;

  @TimestampColumn({ description: 'Last update timestamp.' })
  updated_at: string;
}
