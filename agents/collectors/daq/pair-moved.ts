/** Tells files that were renamed or moved from those that were deleted; pure. */

import type { Directory } from './directory.ts';
import type { KnownContent } from './known-files.ts';
import type { Removed, Visit } from './take-in.ts';

export const NOT_FOUND = 'not found on disk';

const keyOf = ({ size, mtimeMs, ino }: KnownContent): string => `${ino}:${size}:${mtimeMs}`;

/** The files that went in these visits, each with why: renamed in its directory, moved to another one, or not found. */
export function pairMoved(
  visits: readonly { readonly directory: Directory; readonly visit: Visit }[],
): readonly Removed[] {
  if (!visits.some(({ visit }) => visit.removed.length > 0)) return [];
  const arrived = new Map<string, string>();
  for (const { directory, visit } of visits) {
    for (const { name, identity } of visit.arrived) {
      arrived.set(keyOf(identity), `${directory.text}/${name}`);
    }
  }
  return visits.flatMap(({ directory, visit }) =>
    visit.removed.map(({ name, content, newName }) => {
      const moved = content === null ? undefined : arrived.get(keyOf(content));
      const to = newName ?? moved;
      return { directory, name, why: to === undefined ? NOT_FOUND : `renamed to ${to}` };
    }),
  );
}
