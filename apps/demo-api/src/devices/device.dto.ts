import { ApiProperty } from '@nestjs/swagger';
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';

/** The description of a device by a client. */
export class DeviceDescriptionDto {
  @ApiProperty({ example: 'Seattle' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  readonly name!: string;

  @ApiProperty({ example: '47.6 N, 122.3 W', required: false })
  @IsOptional()
  @IsString()
  @MaxLength(100)
  readonly place?: string;
}

export class DeviceDto {
  @ApiProperty({ example: 'seattle' })
  readonly device!: string;

  @ApiProperty({ example: 'Seattle' })
  readonly name!: string;

  @ApiProperty({ type: String, nullable: true, example: '47.6 N, 122.3 W' })
  readonly place!: string | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly registeredAt!: Date | null;
}

export class DevicesPageDto {
  @ApiProperty({ type: [DeviceDto] })
  readonly devices!: DeviceDto[];

  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null after the last one' })
  readonly cursor!: string | null;
}
