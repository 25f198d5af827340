/** The panels of a dashboard as charts of the snapshot: the same definitions as Grafana's, so that one edit changes both. */

import {
  isValuePanel,
  panelsOf,
  type DashboardDefinition,
  type PanelLimit,
  type PanelValue,
  type ValuePanel,
} from '#dashboards/definition.ts';
import type { Limit } from '#site/snapshot/schema/now.ts';
import { limitsOf } from '#telemetry/alerts/threshold.ts';
import type { PanelStates } from '../charts/band.ts';
import { withTail } from '../charts/with-tail.ts';
import type { PanelInput } from '../charts/panel.ts';
import type { Span } from '../charts/time-axis.ts';
import type { TimelineInput } from '../charts/timeline.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';
import { valueSeries } from './value-series.ts';

const COLOURS = ['c2', 'c4', 'c3', 'c6', 'c5', 'c1'] as const;

export interface Missing {
  readonly title: string;
  readonly question: string;
  /** Goes on after “not drawn here:”. */
  readonly why: string;
}

export interface DashboardCharts {
  readonly timeline: TimelineInput;
  readonly missing: readonly Missing[];
}

/** Returns what can be drawn of a dashboard in a window, and what cannot, with the reason. */
export async function dashboardCharts(
  definition: DashboardDefinition,
  snapshot: SnapshotAccess,
  window: Span | null,
): Promise<DashboardCharts> {
  const { asOf } = snapshot.now;
  const shown = window ?? { from: asOf - definition.spanMs, to: asOf };
  const panels: PanelInput[] = [];
  const missing: Missing[] = [];
  const drawn = new Set<string>();
  for (const panel of panelsOf(definition)) {
    if (!isValuePanel(panel)) continue;
    const { title, question } = panel;
    const found = await chartsOf(panel, snapshot, shown);
    if ('why' in found) {
      missing.push({ title, question, why: found.why });
      continue;
    }
    // What is a number and a line in Grafana is drawn once.
    const fresh = found.charts.filter(({ series }) => !drawn.has(series.channel));
    for (const { series } of fresh) drawn.add(series.channel);
    panels.push(...fresh);
  }
  const coloured = panels.map((panel, i) => ({
    ...panel,
    colour: COLOURS[i % COLOURS.length] ?? 'c2',
  }));
  const timeline = { window: shown, lanes: [], panels: coloured };
  // What is of now has the newest readings too: tiles end with the last whole minute.
  return { timeline: window === null ? withTail(timeline, snapshot.tail) : timeline, missing };
}

type Drawn = { readonly charts: readonly PanelInput[] } | { readonly why: string };

async function chartsOf(panel: ValuePanel, snapshot: SnapshotAccess, window: Span): Promise<Drawn> {
  const charts: PanelInput[] = [];
  let why = 'nothing was read in this span';
  for (const { value, legend } of panel.values) {
    const drawables = await valueSeries(value, snapshot, window);
    if ('why' in drawables) {
      ({ why } = drawables);
      continue;
    }
    for (const { labels, series, staleMs } of drawables.found) {
      const name = named(legend, labels);
      const chart = {
        series,
        label: `${panel.title}: ${name}`,
        unit: value.unit.startsWith('{') ? '1' : value.unit,
        limits: panel.limits.flatMap((one) => siteLimits(one, value.unit)),
        colour: 'c2',
        fromZero: /^(By|By\/s|s|\{.*\})$/.test(value.unit),
      };
      charts.push(
        panel.states === null
          ? chart
          : {
              ...chart,
              states: statesOf(
                panel.states,
                name,
                staleMs,
                charts.length === 0 ? panel.title : null,
              ),
            },
      );
    }
  }
  return charts.length === 0 ? { why } : { charts };
}

function statesOf(
  words: NonNullable<ValuePanel['states']>,
  name: string,
  bridgeMs: number,
  heading: string | null,
): PanelStates {
  return { words, name, heading, bridgeMs };
}

function named(legend: PanelValue['legend'], labels: Readonly<Record<string, string>>): string {
  return legend.replace(/\{(\w+)\}/g, (_, label: string) => labels[label] ?? '');
}

function siteLimits({ threshold, is, severity }: PanelLimit, unit: string): readonly Limit[] {
  const { raise } = limitsOf(threshold, unit);
  const { reason } = threshold;
  const one = (side: Limit['side'], value: number): Limit => ({
    side,
    value,
    reason,
    severity: severity === 'critical' ? 'alarm' : 'attention',
  });
  if (is === 'beyond') return [one('high', raise), one('low', -raise)];
  return [one(is === 'above' ? 'high' : 'low', raise)];
}
