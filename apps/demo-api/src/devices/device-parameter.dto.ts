import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

/** The format of a device's name. */
export const deviceName = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** The device in a path. */
export class DeviceParameterDto {
  @ApiProperty({ example: 'seattle', pattern: deviceName.source })
  @Matches(deviceName, { message: 'device must be lower-case letters, digits and hyphens' })
  readonly device!: string;
}
