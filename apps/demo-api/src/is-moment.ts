import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsDate, MaxDate, MinDate } from 'class-validator';

const first = new Date('0000-01-01T00:00:00Z');
const last = new Date('9999-12-31T23:59:59.999Z');

/** A time whose day has the format `YYYY-MM-DD`, the key of a day. */
export const IsMoment = (): PropertyDecorator =>
  applyDecorators(
    Type(() => Date),
    IsDate(),
    MinDate(first),
    MaxDate(last),
  );
