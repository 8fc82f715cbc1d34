import { NdjsonStream, type NdjsonSource } from '@async-cassandra/nestjs';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Sse, type MessageEvent } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { DeviceParameterDto } from '../devices/device-parameter.dto';
import { PageQueryDto } from '../page-query.dto';
import { ExportRangeDto } from './export-range.dto';
import { ExportService } from './export.service';
import { IngestService } from './ingest.service';
import { LatestReadingsService } from './latest-readings.service';
import { LiveQueryDto } from './live-query.dto';
import { LiveReadings } from './live-readings';
import { ReadingsBatchDto, ReadingsPageDto, WrittenDto } from './reading.dto';

@ApiTags('readings')
@Controller()
export class ReadingsController {
  constructor(
    private readonly ingest: IngestService,
    private readonly latest: LatestReadingsService,
    private readonly exports: ExportService,
    private readonly live: LiveReadings,
  ) {}

  @Post('readings')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Write up to 1,000 readings',
    description: 'Repeating a batch is safe: its device and its time identify a reading.',
  })
  @ApiOkResponse({ type: WrittenDto })
  async write(@Body() { readings }: ReadingsBatchDto): Promise<WrittenDto> {
    await this.ingest.write(readings);
    return { written: readings.length };
  }

  @Get('devices/:device/readings')
  @ApiOperation({ summary: 'The readings of a device, the newest first, page by page' })
  @ApiOkResponse({ type: ReadingsPageDto })
  list(@Param() { device }: DeviceParameterDto, @Query() { limit, cursor }: PageQueryDto): Promise<ReadingsPageDto> {
    return this.latest.list(device, limit, cursor);
  }

  @Get('devices/:device/readings/export')
  @NdjsonStream()
  @ApiOperation({
    summary: 'The readings of a device in a time range, one per line',
    description:
      'Reads from Cassandra at the speed of the client. The last line tells that the export is complete, or the error.',
  })
  @ApiProduces('application/x-ndjson')
  exportRange(@Param() { device }: DeviceParameterDto, @Query() range: ExportRangeDto): NdjsonSource {
    return (signal) => this.exports.range(device, range, signal);
  }

  @Get('readings/export')
  @NdjsonStream()
  @ApiOperation({ summary: 'All readings, one per line' })
  @ApiProduces('application/x-ndjson')
  exportAll(): NdjsonSource {
    return (signal) => this.exports.all(signal);
  }

  @Sse('readings/live')
  @ApiOperation({ summary: 'Readings as they are written, as server-sent events' })
  @ApiProduces('text/event-stream')
  follow(@Query() { device }: LiveQueryDto): Observable<MessageEvent> {
    return this.live.follow(device);
  }
}
