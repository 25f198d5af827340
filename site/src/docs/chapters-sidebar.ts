/** The handbook's chapters beside its pages: a folder of which one page alone is listed is that page; pure. */

import type { StarlightRouteData } from '@astrojs/starlight/route-data';

type Entry = StarlightRouteData['sidebar'][number];

/** Returns the chapters; the pages of alarms are hidden, so that of their folder the list of them alone is shown. */
export function foldFolders(chapters: readonly Entry[]): Entry[] {
  return chapters.map((chapter) =>
    chapter.type === 'group' ? { ...chapter, entries: chapter.entries.map(foldFolder) } : chapter,
  );
}

function foldFolder(entry: Entry): Entry {
  if (entry.type !== 'group') return entry;
  const [only] = entry.entries;
  return entry.entries.length === 1 && only !== undefined ? foldFolder(only) : entry;
}
