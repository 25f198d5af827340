/** The handbook's chapters beside its pages: only the one that is read is open, and a folder of one listed page is that page; pure. */

import type { StarlightRouteData } from '@astrojs/starlight/route-data';

type Entry = StarlightRouteData['sidebar'][number];

/**
 * Returns the chapters; the pages of alarms are hidden, so that of their folder the list of them alone is shown. Where no
 * chapter has the page that is read, the first one is open: the procedures.
 */
export function foldFolders(chapters: readonly Entry[]): Entry[] {
  const open = chapters.find(holdsCurrent) ?? chapters.find(({ type }) => type === 'group');
  return chapters.map((chapter) =>
    chapter.type === 'group'
      ? { ...chapter, entries: chapter.entries.map(foldFolder), collapsed: chapter !== open }
      : chapter,
  );
}

function holdsCurrent(entry: Entry): boolean {
  return entry.type === 'group' && entry.entries.some((one) => isCurrent(one) || holdsCurrent(one));
}

function isCurrent(entry: Entry): boolean {
  return entry.type === 'link' && entry.isCurrent;
}

function foldFolder(entry: Entry): Entry {
  if (entry.type !== 'group') return entry;
  const [only] = entry.entries;
  return entry.entries.length === 1 && only !== undefined ? foldFolder(only) : entry;
}
