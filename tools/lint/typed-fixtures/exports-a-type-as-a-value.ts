// expect typescript/consistent-type-exports: Type export Ended is not a value
import { type Ended, ended } from './values';

export { Ended, ended };
