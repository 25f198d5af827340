/** What is said of a run that was merged and of a campaign that was renamed. */

import type { Destination } from '#site/snapshot/moved.ts';
import type { MergedRun } from '#site/snapshot/schema/moved.ts';
import { day } from '../text/times.ts';

/** Returns the sentences of an old address: why it leads elsewhere, and since when (UTC). */
export function movedText(
  { slug, renamedAt, merged }: Destination,
  asked: { readonly campaign: string; readonly number: number | null },
): readonly string[] {
  const renamed =
    renamedAt === null
      ? []
      : [`The campaign ${asked.campaign} has been at the address ${slug} since ${day(renamedAt)}.`];
  if (merged === null) return renamed;
  const { number, into, at } = merged;
  const where = merged.slug === slug ? '' : ` of ${slug}`;
  return [...renamed, `Run ${number} was merged into run ${into}${where} on ${day(at)}.`];
}

/** Returns what a run says of those that were merged into it; null: none was. */
export function mergedText(merged: readonly MergedRun[], slug: string): string | null {
  if (merged.length === 0) return null;
  const each = merged.map(({ number, slug: of, at }) => {
    const where = of === slug ? '' : ` of ${of}`;
    return `run ${number}${where} on ${day(at)}`;
  });
  return `Merged into this run: ${each.join(', ')}.`;
}
