// Names as they are typed: `shop.items`, `items`, `"Shop".items`.

/** The exact names between the dots: as CQL does, in lower case unless quoted. */
export function namesIn(text: string): string[] {
  return (text.match(/"(?:[^"]|"")+"|\w+/g) ?? []).map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  );
}
