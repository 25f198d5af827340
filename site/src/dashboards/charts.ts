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
  /** The window begins later than it would, since nothing was read before; null: it does not. */
  readonly since: number | null;
}

/** What a window that nobody chose shows at least, however young the readings are. */
const LEAST_MS = 10 * 60_000;

/** Returns what can be drawn of a dashboard in a window, and what cannot, with the reason. */
export async function dashboardCharts(
  definition: DashboardDefinition,
  snapshot: SnapshotAccess,
  window: Span | null,
): Promise<DashboardCharts> {
  const { asOf } = snapshot.now;
  const whole = window ?? { from: asOf - definition.spanMs, to: asOf };
  const first = await drawn(definition, snapshot, whole);
  if (window !== null) return { ...first, since: null };
  // A new experiment has minutes of readings: in a window of days nobody would see them.
  const since = Math.min(
    ...first.timeline.panels.map(({ series }) => beginOf(series, snapshot.tail)),
  );
  const from = Math.min(since, asOf - LEAST_MS);
  const isYoung = Number.isFinite(since) && from - whole.from > definition.spanMs / 4;
  const shown = isYoung ? await drawn(definition, snapshot, { from, to: asOf }) : first;
  // What is of now has the newest readings too: tiles end with the last whole minute.
  const timeline = withTail(shown.timeline, snapshot.tail);
  return { timeline, missing: shown.missing, since: isYoung ? since : null };
}

/** When the first value of a series was read; what is too young for tiles is in the tail. */
function beginOf(
  { channel, start, stepMs, min }: PanelInput['series'],
  { readings }: SnapshotAccess['tail'],
): number {
  const i = min.findIndex((value) => value !== null);
  return i < 0 ? (readings[channel]?.t[0] ?? Number.POSITIVE_INFINITY) : start + i * stepMs;
}

async function drawn(
  definition: DashboardDefinition,
  snapshot: SnapshotAccess,
  window: Span,
): Promise<Omit<DashboardCharts, 'since'>> {
  const missing: Missing[] = [];
  const found: { readonly panel: ValuePanel; readonly charts: readonly PanelInput[] }[] = [];
  for (const panel of panelsOf(definition)) {
    if (!isValuePanel(panel)) continue;
    const { title, question } = panel;
    const charts = await chartsOf(panel, snapshot, window);
    const why = 'why' in charts ? charts.why : charts.cut;
    if (why !== null) missing.push({ title, question, why });
    if ('charts' in charts) found.push({ panel, charts: charts.charts });
  }
  // What is a number and a line in Grafana is drawn once: as the line.
  const lines = new Set(found.flatMap((one) => (one.panel.form === 'number' ? [] : keysOf(one))));
  const taken = new Set<string>();
  const panels = found.flatMap(({ panel, charts }) =>
    charts.filter((chart) => {
      const key = keyOf(chart);
      if (taken.has(key) || (panel.form === 'number' && lines.has(key))) return false;
      taken.add(key);
      return true;
    }),
  );
  const coloured = panels.map((panel, i) => ({
    ...panel,
    colour: COLOURS[i % COLOURS.length] ?? 'c2',
  }));
  return { timeline: { window, lanes: [], panels: coloured }, missing };
}

/** The distance from zero is the same line folded up. */
function keyOf({ series }: PanelInput): string {
  return series.channel.replace(/^abs /, '');
}

function keysOf({ charts }: { readonly charts: readonly PanelInput[] }): readonly string[] {
  return charts.map(keyOf);
}

type Drawn =
  | {
      readonly charts: readonly PanelInput[];
      /** Why some of its curves are not drawn; null: all are. */
      readonly cut: string | null;
    }
  | { readonly why: string };

/** What one panel draws at most, where curves are to stay below a limit: those that lie highest. */
const MOST_CURVES = 6;

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
        heading: { title: panel.title, name },
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
  return charts.length === 0 ? { why } : highest(panel, charts);
}

/** Of many curves with an upper limit those that came nearest to it, in their own order. */
function highest({ limits }: ValuePanel, charts: readonly PanelInput[]): Drawn {
  const isBounded = limits.length > 0 && limits.every(({ is }) => is === 'above');
  const rest = charts.length - MOST_CURVES;
  if (!isBounded || rest <= 0) return { charts, cut: null };
  const kept = new Set(charts.toSorted((a, b) => topOf(b) - topOf(a)).slice(0, MOST_CURVES));
  const cut = `${rest} of its ${charts.length} curves lie lower than the ${MOST_CURVES} that are`;
  return { charts: charts.filter((chart) => kept.has(chart)), cut };
}

function topOf({ series }: PanelInput): number {
  return Math.max(...series.max.map((value) => value ?? Number.NEGATIVE_INFINITY));
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
