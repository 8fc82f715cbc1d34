import { Controller, HttpCode, Param, Post, Sse, UseGuards, type MessageEvent } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { map, type Observable } from 'rxjs';
import { NodesService } from './nodes.service';
import { SameOriginGuard } from './same-origin.guard';
import { StatusService } from './status.service';

@ApiTags('operation')
@Controller()
export class StatusController {
  constructor(
    private readonly status: StatusService,
    private readonly nodes: NodesService,
  ) {}

  @Sse('status')
  @ApiOperation({ summary: 'Nodes, requests and exports, once a second, as server-sent events' })
  @ApiProduces('text/event-stream')
  follow(): Observable<MessageEvent> {
    return this.status.statuses.pipe(map((data) => ({ type: 'status', id: data.at.toISOString(), data })));
  }

  @Post('nodes/:endpoint/pause')
  @UseGuards(SameOriginGuard)
  @HttpCode(204)
  @ApiOperation({ summary: 'Pause a node of the demo: it keeps its sockets open and answers nothing' })
  pause(@Param('endpoint') endpoint: string): Promise<void> {
    return this.nodes.pause(endpoint);
  }

  @Post('nodes/:endpoint/resume')
  @UseGuards(SameOriginGuard)
  @HttpCode(204)
  @ApiOperation({ summary: 'Resume a paused node' })
  resume(@Param('endpoint') endpoint: string): Promise<void> {
    return this.nodes.resume(endpoint);
  }
}
