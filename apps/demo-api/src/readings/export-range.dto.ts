import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsDate } from 'class-validator';

export class ExportRangeDto {
  @ApiProperty({ example: '2010-06-01T00:00:00Z', description: 'The first moment of the range' })
  @Type(() => Date)
  @IsDate()
  readonly from!: Date;

  @ApiProperty({ example: '2010-07-01T00:00:00Z', description: 'The first moment after the range' })
  @Type(() => Date)
  @IsDate()
  readonly to!: Date;
}
