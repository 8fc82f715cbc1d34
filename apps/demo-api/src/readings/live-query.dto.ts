import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import { deviceName } from '../devices/device-parameter.dto';

export class LiveQueryDto {
  @ApiProperty({ required: false, description: 'Default: all devices', pattern: deviceName.source })
  @IsOptional()
  @Matches(deviceName)
  readonly device?: string;
}
