// The section `types` of the configuration file.
import type { OwnType } from './mapping/own-types';

/** The section `types` of the configuration file. Paths are relative to that file. */
export interface TypesConfig {
  /** The tsconfig.json of the project. Default: the one beside the configuration file. */
  readonly project?: string;
  /** The generated file. Default: `src/cql.generated.d.ts`. */
  readonly out?: string;
  /** The file that a build reads in the place of a server. Default: none. */
  readonly snapshot?: string;
  /** A CQL script for a throw-away server. Default: none. */
  readonly schema?: string;
  /** A folder of migrations for a throw-away server. Default: none. */
  readonly migrations?: string;
  /** Whether a text that is not known is a compile error. Default: false. */
  readonly strict?: boolean;
  /** TypeScript types of codecs that are not made with `codec({ ... })` in the project, by their type or column. */
  readonly codecs?: Readonly<Record<string, string | OwnType>>;
}
