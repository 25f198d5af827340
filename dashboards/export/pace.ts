/** How fast a trial may run: windows shrink with the pace, scrapes only down to a limit. */

import { factorBetween, type Threshold } from '#telemetry/alerts/threshold.ts';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import { isValuePanel, panelsOf, type DashboardDefinition } from '../definition.ts';
import type { Recording } from '../recordings.ts';

const SCRAPE_MS = 15_000;
/** A hub that writes a snapshot may take some hundred ms to answer; a scrape that is given less is lost, and alarms with it. */
const LEAST_SCRAPE_MS = 1_000;
/** A growth or a slope needs two scrapes in its window; with four, one may be lost and another late. */
const SCRAPES_IN_WINDOW = 4;

/** Returns how often Prometheus asks at a pace, ms. */
export function scrapeMs(pace: number): number {
  return Math.max(LEAST_SCRAPE_MS, SCRAPE_MS / pace);
}

/** It takes some ten seconds until a new file is told of: an age that is to mean something is three times that. */
const LEAST_AGE_S = 30;

/** Returns a threshold as it is at a pace: a time of work is divided, down to half a minute, and where it clears with it. */
export function pacedThreshold(threshold: Threshold, pace: number): Threshold {
  const toSeconds = factorBetween(threshold.unit, 's');
  if (threshold.isOfWork !== true || toSeconds === null) return threshold;
  const paced = Math.max(threshold.value / pace, LEAST_AGE_S / toSeconds);
  const value = Math.min(threshold.value, paced);
  const { clear } = threshold;
  return {
    ...threshold,
    value,
    ...(clear === undefined ? {} : { clear: (clear * value) / threshold.value }),
  };
}

/** Returns the highest pace at which the shortest window of all still holds four scrapes. */
export function mostPace(definitions: {
  readonly alerts: readonly AlertDefinition[];
  readonly recordings: readonly Recording[];
  readonly dashboards: readonly DashboardDefinition[];
}): number {
  const { alerts, recordings, dashboards } = definitions;
  const panels = dashboards.flatMap(panelsOf).filter(isValuePanel);
  const spans = [
    ...alerts.map(({ when }) => when),
    ...recordings.map(({ value }) => value),
    ...panels.flatMap(({ values }) => values.map(({ value }) => value)),
  ].flatMap(windowsOf);
  return Math.floor(Math.min(...spans) / (SCRAPES_IN_WINDOW * LEAST_SCRAPE_MS));
}

/** Every window of a condition or a value, ms. */
function windowsOf(node: unknown): number[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'overMs' in node && typeof node.overMs === 'number' ? [node.overMs] : [];
  return [...own, ...Object.values(node).flatMap(windowsOf)];
}
