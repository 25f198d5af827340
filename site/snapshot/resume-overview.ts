/** What a publisher that has just started knows of days and shifts: read back from the snapshot in force. */

import { daysSchema, overviewSchema } from './parse/overview.ts';
import type { OverviewMemory } from './publish-overview.ts';
import { readAsset } from './reader.ts';
import type { Manifest } from './schema/manifest.ts';

/** Fills the memory; without a manifest it stays empty, and everything is counted. */
export async function resumeOverview(
  directory: string,
  manifest: Manifest | null,
  memory: OverviewMemory,
): Promise<void> {
  if (manifest === null) return;
  const overview = await readAsset(directory, manifest.assets.overview, overviewSchema);
  for (const { asset } of overview.days) {
    const { days } = await readAsset(directory, asset, daysSchema);
    for (const [date, day] of Object.entries(days)) memory.days.days.set(date, day);
  }
  memory.days.years = overview.days;
  for (const date of overview.waiting) memory.days.waiting.add(date);
  memory.rota = overview.rota;
}
