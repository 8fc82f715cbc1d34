// cassandra-driver's error classes: what `instanceof` checks in users' code already name.
import { errors } from 'cassandra-driver';

export { errors };
export import NoHostAvailableError = errors.NoHostAvailableError;
export import OperationTimedOutError = errors.OperationTimedOutError;
export import ResponseError = errors.ResponseError;
