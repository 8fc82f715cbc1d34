import { flagSwitch } from './flag';

/** The flags of every command. */
export const universalFlags = {
  json: flagSwitch('Results, and errors, as JSON: one document a line'),
  stack: flagSwitch('Errors with where they come from'),
};
