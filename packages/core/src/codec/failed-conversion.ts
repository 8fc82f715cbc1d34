/** Why a value that was read did not become a value of the application. */
export class FailedConversion extends Error {
  override name = 'FailedConversion';
}
