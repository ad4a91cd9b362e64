import { type DynamicModule, Module } from '@nestjs/common';
import { BulkUploadController } from './bulk-upload.controller.js';
import { ImportMetrics } from './import-metrics.js';
import { ImportWorker, importsAtOnceToken } from './import-worker.js';
import { ImportsController } from './imports.controller.js';
import { ImportsService } from './imports.service.js';
import { ProgressStream } from './progress-stream.js';
import { importMaxBytesToken } from './upload.js';

export interface ImportLimits {
  readonly importMaxBytes: number;
  /** How many imports a process works on at once; 0: it leaves them to others. */
  readonly importsAtOnce: number;
}

@Module({})
export class ImportsModule {
  static with({ importMaxBytes, importsAtOnce }: ImportLimits): DynamicModule {
    return {
      module: ImportsModule,
      controllers: [BulkUploadController, ImportsController],
      providers: [
        { provide: importMaxBytesToken, useValue: importMaxBytes },
        { provide: importsAtOnceToken, useValue: importsAtOnce },
        ImportMetrics,
        ImportsService,
        ImportWorker,
        ProgressStream,
      ],
    };
  }
}
