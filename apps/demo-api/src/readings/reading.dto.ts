import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayNotEmpty, IsArray, IsNumber, IsOptional, Matches, ValidateNested } from 'class-validator';
import { deviceName } from '../devices/device-parameter.dto';
import { IsMoment } from '../is-moment';

export class ReadingDto {
  @ApiProperty({ example: 'seattle', pattern: deviceName.source })
  @Matches(deviceName)
  readonly device!: string;

  @ApiProperty({ description: 'Identifies a reading of the device: another one with this time replaces it' })
  @IsMoment()
  readonly at!: Date;

  @ApiProperty({ example: 11.4, description: '°C' })
  @IsNumber()
  readonly temperature!: number;

  @ApiProperty({ type: Number, required: false, nullable: true, example: 1016.6, description: 'hPa' })
  @IsOptional()
  @IsNumber()
  readonly pressure?: number | null;

  @ApiProperty({ type: Number, required: false, nullable: true, example: 3.8, description: 'm/s' })
  @IsOptional()
  @IsNumber()
  readonly wind?: number | null;
}

/** A reading as it is stored: all columns but the ones of the key may be null. */
export class StoredReadingDto {
  @ApiProperty({ example: 'seattle' })
  readonly device!: string;

  @ApiProperty()
  readonly at!: Date;

  @ApiProperty({ type: Number, nullable: true, example: 11.4, description: '°C' })
  readonly temperature!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 1016.6, description: 'hPa' })
  readonly pressure!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 3.8, description: 'm/s' })
  readonly wind!: number | null;
}

export class ReadingsBatchDto {
  @ApiProperty({ type: [ReadingDto], maxItems: 1000 })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(1000)
  @ValidateNested({ each: true })
  @Type(() => ReadingDto)
  readonly readings!: ReadingDto[];
}

export class WrittenDto {
  @ApiProperty({ example: 1000 })
  readonly written!: number;
}

export class ReadingsPageDto {
  @ApiProperty({ type: [StoredReadingDto] })
  readonly readings!: StoredReadingDto[];

  @ApiProperty({ type: String, nullable: true, description: 'The cursor of the next page; null after the last one' })
  readonly cursor!: string | null;
}
