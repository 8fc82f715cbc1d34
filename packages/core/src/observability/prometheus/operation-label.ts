// The operation of a statement as a label: its first word, if that is a CQL verb.
import { isOperation } from '../channels/cql-operations';

export function operationLabel(operation: string | undefined): string {
  const verb = (operation ?? '').split(' ', 1)[0]!;
  return isOperation(verb) ? verb.toUpperCase() : 'OTHER';
}
