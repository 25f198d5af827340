/** Copies of a file by the place where each is, read back from the words that the snapshot has of them. */

/** `lnf-daq: present, unverified; cloud: removed` by location; a file of which no copy is known has none. */
export function copiesByLocation(words: string): ReadonlyMap<string, string> {
  const copies = new Map<string, string>();
  for (const piece of words.split('; ')) {
    const at = piece.lastIndexOf(': ');
    if (at > 0) copies.set(piece.slice(0, at), piece.slice(at + 2));
  }
  return copies;
}
