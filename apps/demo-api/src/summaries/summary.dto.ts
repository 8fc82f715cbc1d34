import { ApiProperty } from '@nestjs/swagger';

export class SummaryDto {
  @ApiProperty({ example: '2010-07-28' })
  readonly day!: string;

  @ApiProperty({ example: 24 })
  readonly readings!: number;

  @ApiProperty({ example: 13.9, description: '°C' })
  readonly low!: number;

  @ApiProperty({ example: 18.8, description: '°C' })
  readonly mean!: number;

  @ApiProperty({ example: 24.3, description: '°C' })
  readonly high!: number;
}

export class SummarisedDto {
  @ApiProperty({ example: 365, description: 'Days that were summarised' })
  readonly days!: number;
}
