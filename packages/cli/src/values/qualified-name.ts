// Parses names as the user types them: `shop.items`, `items`, `"Shop".items`.

/** Returns the exact names between the dots: as in CQL, in lower case unless quoted. */
export function namesIn(text: string): string[] {
  return (text.match(/"(?:[^"]|"")+"|\w+/g) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  );
}
