/** Folds the API's sidebar: of a hundred modules and their symbols only the module that is read shows what it holds; pure. */

import type { StarlightRouteData } from '@astrojs/starlight/route-data';

type Entry = StarlightRouteData['sidebar'][number];
type Group = Extract<Entry, { readonly type: 'group' }>;
type Link = Extract<Entry, { readonly type: 'link' }>;

/**
 * Returns the modules (`telemetry/spool/spool`) below one group a layer (`telemetry`). A module is a link to its own page;
 * the one that holds the page at `current` (`/api/telemetry/spool/spool/interfaces/spool/`) is a group of its symbols.
 */
export function foldModules(modules: readonly Entry[], current: string): readonly Entry[] {
  const others: Entry[] = [];
  const layers = new Map<string, Entry[]>();
  for (const module of modules) {
    const slash = module.label.indexOf('/');
    const address = module.type === 'group' ? moduleAddress(module) : null;
    if (module.type !== 'group' || address === null || slash < 0) {
      others.push(module);
      continue;
    }
    const layer = module.label.slice(0, slash);
    const label = module.label.slice(slash + 1);
    const entry = foldModule({ ...module, label }, address, current);
    layers.set(layer, [...(layers.get(layer) ?? []), entry]);
  }
  const groups = [...layers].map(([label, entries]): Group => ({
    type: 'group',
    label,
    entries,
    collapsed: !entries.some(({ type }) => type === 'group'),
    badge: undefined,
  }));
  return [...others, ...groups];
}

function foldModule(module: Group, address: string, current: string): Entry {
  const page: Link = {
    type: 'link',
    label: module.label,
    href: address,
    isCurrent: address === current,
    badge: undefined,
    attrs: {},
  };
  if (!current.startsWith(address)) return page;
  return {
    ...module,
    entries: [{ ...page, label: 'Overview' }, ...module.entries],
    collapsed: false,
  };
}

/** A symbol's page lies two folders below its module's: `<module>/functions/<name>/`. */
function moduleAddress(entry: Entry): string | null {
  if (entry.type === 'link') return /^(.*\/)[^/]+\/[^/]+\/$/.exec(entry.href)?.[1] ?? null;
  const first = entry.entries[0];
  return first === undefined ? null : moduleAddress(first);
}
