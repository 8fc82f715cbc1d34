/** Why a value that was read did not become a value of the application's. */
export class FailedConversion extends Error {
  override name = 'FailedConversion';
}
