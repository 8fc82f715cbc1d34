import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

/** How devices are called. */
export const deviceName = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The device that a path names. */
export class DeviceParameterDto {
  @ApiProperty({ example: 'seattle', pattern: deviceName.source })
  @Matches(deviceName, { message: 'device must be lower-case letters, digits and hyphens' })
  readonly device!: string;
}
