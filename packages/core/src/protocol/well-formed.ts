/** Whether UTF-8 can hold the text: it has no half of a surrogate pair. At once for texts of Latin characters. */
export function isWellFormed(text: string): boolean {
  // In every Node that we run on; not in the types of ES2023.
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}
