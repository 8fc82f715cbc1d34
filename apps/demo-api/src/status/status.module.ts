import { Module, type DynamicModule } from '@nestjs/common';
import { ReadingsModule } from '../readings/readings.module';
import type { NodeControl } from './node-control';
import { nodeControlToken, NodesService } from './nodes.service';
import { RequestWindowModule } from './request-window.module';
import { StatusController } from './status.controller';
import { StatusService } from './status.service';

@Module({})
export class StatusModule {
  static forNodes(control: NodeControl | undefined): DynamicModule {
    return {
      module: StatusModule,
      imports: [ReadingsModule, RequestWindowModule],
      controllers: [StatusController],
      providers: [StatusService, NodesService, { provide: nodeControlToken, useValue: control }],
    };
  }
}
