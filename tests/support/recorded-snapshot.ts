/** A snapshot that holds nothing but recorded metrics of one node, as functions of the minute. */

import { channelFolder } from '#site/snapshot/schema/series.ts';
import type { SnapshotAccess } from '#site/src/snapshot/access.ts';

const MINUTE = 60_000;

/** Returns a snapshot of the first hour after time 0 by what each channel was in each minute; null: it was not read. */
export function recorded(channels: Readonly<Record<string, (minute: number) => number | null>>) {
  const levels = { [MINUTE]: { spans: [[0, 1]], revised: {}, open: {} } };
  return {
    now: {
      asOf: 60 * MINUTE,
      agents: [{ node: 'n1' }],
      channels: Object.keys(channels).map((name) => ({
        name,
        device: 'n1',
        label: name,
        quantity: 'count',
        unit: '1',
        role: null,
        limits: [],
        staleAfterMs: 3 * MINUTE,
      })),
    },
    tail: { readings: {} },
    series: (name: string) => Promise.resolve({ channel: name, generation: 0, first: 0, levels }),
    tile: ({ path }: { readonly path: string }) => {
      const name =
        Object.keys(channels).find((one) => path.includes(`/${channelFolder(one)}/`)) ?? path;
      const of = channels[name] ?? (() => null);
      const i = Array.from({ length: 60 }, (_, slot) => slot).filter((slot) => of(slot) !== null);
      const mean = i.map((slot) => of(slot));
      const n = i.map(() => 1);
      const tile = { level: MINUTE, start: 0, i, n, min: mean, max: mean, mean, notGood: [] };
      return Promise.resolve(tile);
    },
  } as unknown as SnapshotAccess;
}
