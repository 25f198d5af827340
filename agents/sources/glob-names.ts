/** Globs on file names: `*` any characters, `?` one; nothing else is special. */

/** Makes a test that is true for a name that fits one of the globs; letter case counts. */
export function matchNames(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => false;
  const bodies = globs.map((glob) =>
    glob
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]'),
  );
  const pattern = new RegExp(`^(?:${bodies.join('|')})$`, 'u');
  return (name) => pattern.test(name);
}
