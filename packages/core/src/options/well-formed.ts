/** Returns whether the text can be encoded in UTF-8: it has no half of a surrogate pair. Immediate for Latin texts. */
export function isWellFormed(text: string): boolean {
  // Exists in every supported version of Node, but not in the types of ES2023.
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}
