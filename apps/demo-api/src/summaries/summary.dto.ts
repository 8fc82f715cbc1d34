import { ApiProperty } from '@nestjs/swagger';

export class SummaryDto {
  @ApiProperty({ example: '2010-07-28' })
  readonly day!: string;

  @ApiProperty({ type: Number, nullable: true, example: 24 })
  readonly readings!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 13.9, description: '°C' })
  readonly low!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 18.8, description: '°C' })
  readonly mean!: number | null;

  @ApiProperty({ type: Number, nullable: true, example: 24.3, description: '°C' })
  readonly high!: number | null;
}

export class SummarisedDto {
  @ApiProperty({ example: 365, description: 'Days that were summarised' })
  readonly days!: number;
}
