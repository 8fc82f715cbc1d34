import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** Selects a page of a list. */
export class PageQueryDto {
  @ApiProperty({ required: false, default: 100, minimum: 1, maximum: 1000 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly limit: number = 100;

  @ApiProperty({ required: false, description: 'The cursor of the previous page' })
  @IsOptional()
  @IsString()
  @MaxLength(4096)
  readonly cursor?: string;
}
