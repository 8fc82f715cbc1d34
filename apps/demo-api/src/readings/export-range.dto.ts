import { ApiProperty } from '@nestjs/swagger';
import { IsMoment } from '../is-moment';

export class ExportRangeDto {
  @ApiProperty({ example: '2010-06-01T00:00:00Z', description: 'The first moment of the range' })
  @IsMoment()
  readonly from!: Date;

  @ApiProperty({ example: '2010-07-01T00:00:00Z', description: 'The first moment after the range' })
  @IsMoment()
  readonly to!: Date;
}
