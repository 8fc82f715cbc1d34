import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PageQueryDto } from '../page-query.dto';
import { DeviceDescriptionDto, DeviceDto, DevicesPageDto } from './device.dto';
import { DeviceParameterDto } from './device-parameter.dto';
import { DevicesService } from './devices.service';

@ApiTags('devices')
@Controller('devices')
export class DevicesController {
  constructor(private readonly devices: DevicesService) {}

  @Put(':device')
  @ApiOperation({ summary: 'Register a device, or change its description' })
  @ApiOkResponse({ type: DeviceDto })
  register(@Param() { device }: DeviceParameterDto, @Body() description: DeviceDescriptionDto): Promise<DeviceDto> {
    return this.devices.register(device, description);
  }

  @Get(':device')
  @ApiOperation({ summary: 'One device' })
  @ApiOkResponse({ type: DeviceDto })
  find(@Param() { device }: DeviceParameterDto): Promise<DeviceDto> {
    return this.devices.find(device);
  }

  @Get()
  @ApiOperation({ summary: 'All devices, page by page' })
  @ApiOkResponse({ type: DevicesPageDto })
  list(@Query() { limit, cursor }: PageQueryDto): Promise<DevicesPageDto> {
    return this.devices.list({ limit, pagingState: cursor });
  }
}
