import { Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DeviceParameterDto } from '../devices/device-parameter.dto';
import { SummariesService } from './summaries.service';
import { SummarisedDto, SummaryDto } from './summary.dto';

@ApiTags('summaries')
@Controller('devices/:device/summaries')
export class SummariesController {
  constructor(private readonly summaries: SummariesService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Compute the daily summaries of a device' })
  @ApiOkResponse({ type: SummarisedDto })
  async summarise(@Param() { device }: DeviceParameterDto): Promise<SummarisedDto> {
    return { days: await this.summaries.summarise(device) };
  }

  @Get()
  @ApiOperation({ summary: 'The daily summaries of a device: low, mean and high' })
  @ApiOkResponse({ type: [SummaryDto] })
  list(@Param() { device }: DeviceParameterDto): Promise<SummaryDto[]> {
    return this.summaries.list(device);
  }
}
