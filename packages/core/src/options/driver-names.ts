// Names that cassandra-driver and the Python package have for a call and this client does not, and what replaces each.
import type { Hints } from './option-table';

export const driverNamesOfCalls: Hints = {
  autoPage: 'execute() follows all pages; executePage() gives one, executeStream() any number of them',
  captureStackTrace: 'leave it out, an error says by itself where the call was made',
  counter: "give type: 'counter' to the BatchStatement",
  graphName: 'this client has no graph statements',
  graphOptions: 'this client has no graph statements',
  graphResults: 'this client has no graph statements',
  hints: 'leave it out, the server tells the types of a text with parameters, which is always prepared',
  logged: "give type: 'unlogged' to the BatchStatement",
  pageState: "give 'pagingState', the text that a page or a stream returned",
  prepare: 'leave it out, a text with parameters is always prepared',
  rawResult: 'this client has no raw results',
  readTimeout: "give 'timeoutMs'",
  retry: "give 'retryPolicy'",
  routingIndexes: "leave it out, a prepared text tells which parameters are the partition key; or give 'routingKey'",
  routingNames: "leave it out, a prepared text tells which parameters are the partition key; or give 'routingKey'",
  timeout: "give 'timeoutMs'",
  traceQuery: "give 'trace'",
};
