/** A timeline as it stands in its page for script: its series packed, which takes a third of the bytes. */

import { packSeries, unpackSeries, type PackedSeries } from '#site/snapshot/encoding/run-table.ts';
import { jsonInPage } from '../text/html.ts';
import type { PanelInput } from './panel.ts';
import type { TimelineInput } from './timeline.ts';

interface TimelineData extends Omit<TimelineInput, 'panels'> {
  readonly panels: readonly (Omit<PanelInput, 'series'> & { readonly series: PackedSeries })[];
}

/** Returns the JSON; `packed` are series that were read packed, the others are packed here. */
export function timelineData(
  { panels, ...rest }: TimelineInput,
  packed: readonly PackedSeries[] = [],
): string {
  const data: TimelineData = {
    ...rest,
    panels: panels.map((panel) => {
      const known = packed.find(({ channel }) => channel === panel.series.channel);
      return { ...panel, series: known ?? packSeries(panel.series) };
    }),
  };
  return jsonInPage(data);
}

/** Reads it back. @throws {RangeError} where a column is missing or too short */
export function readTimelineData(text: string): TimelineInput {
  const { panels, ...rest } = JSON.parse(text) as TimelineData;
  return {
    ...rest,
    panels: panels.map((panel) => ({ ...panel, series: unpackSeries(panel.series) })),
  };
}
