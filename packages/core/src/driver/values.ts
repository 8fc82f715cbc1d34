// cassandra-driver's CQL value classes, which users already know.
import { types } from 'cassandra-driver';

export { types };
export import BigDecimal = types.BigDecimal;
export import Duration = types.Duration;
export import InetAddress = types.InetAddress;
export import Integer = types.Integer;
export import LocalDate = types.LocalDate;
export import LocalTime = types.LocalTime;
export import Long = types.Long;
export import TimeUuid = types.TimeUuid;
export import Tuple = types.Tuple;
export import Uuid = types.Uuid;
export import Vector = types.Vector;
