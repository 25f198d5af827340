/** Panels as Grafana has them: a time series, a number, a timeline of states, a table. */

import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  ScaleDistribution,
  ScaleDistributionConfigBuilder,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel as GrafanaPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimeline } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { selectionsOfValue } from '#telemetry/alerts/result.ts';
import { metricNamed } from '#telemetry/metrics/index.ts';
import type {
  CurvePanel,
  Panel,
  PanelValue,
  TableColumn,
  TablePanel,
  ValuePanel,
  VariableName,
} from '../../definition.ts';
import { valueText } from '../promql.ts';
import { grafanaUnit, type GrafanaUnit } from './grafana-unit.ts';
import { colour } from './limits.ts';
import { panelLinks, runLinks } from './links.ts';
import { narrowed } from './narrow.ts';
import { CATALOGUE, PROMETHEUS, promQuery, sqlQuery, withRunVariable } from './sources.ts';

export interface PanelInput {
  readonly variables: readonly VariableName[];
  readonly siteUrl: string;
  readonly pace: number;
}

/** Rows of the grid. */
export const HEIGHTS: Readonly<Record<Panel['form'], number>> = {
  number: 5,
  lines: 8,
  states: 8,
  curves: 8,
  table: 8,
};

/** Returns the builder of a panel, without its place. */
export function grafanaPanel(panel: Panel, input: PanelInput): Builder<GrafanaPanel> {
  switch (panel.form) {
    case 'number':
      return statPanel(panel, input);
    case 'lines':
      return linesPanel(panel, input);
    case 'states':
      return statesPanel(panel, input);
    case 'curves':
      return curvesPanel(panel, input);
    case 'table':
      return tablePanel(panel, input);
  }
}

interface Any {
  title(title: string): this;
  description(text: string): this;
  datasource(ref: typeof PROMETHEUS): this;
  links(links: ReturnType<typeof panelLinks>): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
}

function common<B extends Any>(
  builder: B,
  panel: Panel,
  source: typeof PROMETHEUS,
  { siteUrl }: PanelInput,
): B {
  return builder
    .title(panel.title)
    .description(description(panel))
    .datasource(source)
    .links(panelLinks(panel, siteUrl));
}

/** The question, and what each metric that is read means. */
function description(panel: Panel): string {
  const values = 'values' in panel ? panel.values : [];
  const metrics = new Set(
    values.flatMap(({ value }) => selectionsOfValue(value).map(({ metric }) => metric)),
  );
  const help = [...metrics].map((name) => `\`${name}\`: ${metricNamed(name)?.help ?? ''}`);
  return [panel.question, ...help].join('\n\n');
}

function measured<B extends Any>(builder: B, { unit, decimals }: GrafanaUnit): B {
  builder.unit(unit);
  return decimals === null ? builder : builder.decimals(decimals);
}

function unitOf({ values, isShare }: ValuePanel): GrafanaUnit {
  return grafanaUnit(values[0]?.value.unit ?? '1', isShare);
}

function targets(
  panel: ValuePanel,
  { variables, pace }: PanelInput,
  isInstant: boolean,
): ReturnType<typeof promQuery>[] {
  const { factor } = unitOf(panel);
  return panel.values.map(({ value, legend }: PanelValue, i) => {
    const text = valueText(narrowed(value, variables), pace);
    const expr = factor === 1 ? text : `${text} * ${factor}`;
    return promQuery(expr, i, { legend: legend.replace(/\{(\w+)\}/g, '{{$1}}'), isInstant });
  });
}

function statPanel(panel: ValuePanel, input: PanelInput): Stat {
  const stat = measured(common(new Stat(), panel, PROMETHEUS, input), unitOf(panel))
    .targets(targets(panel, input, true))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .textMode(BigValueTextMode.ValueAndName)
    .noValue('no value');
  colour(stat, panel, unitOf(panel).factor);
  return stat;
}

function legend(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true)
    .calcs(['lastNotNull']);
}

/** Every line under the cursor, largest first. */
function tooltip(): VizTooltipOptionsBuilder {
  return new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
}

/** A time series without joins over gaps: a gap stays a gap. */
function chart(): TimeSeries {
  return new TimeSeries()
    .legend(legend())
    .tooltip(tooltip())
    .lineWidth(1)
    .fillOpacity(0)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false);
}

function linesPanel(panel: ValuePanel, input: PanelInput): TimeSeries {
  const unit = unitOf(panel);
  const series = measured(common(chart(), panel, PROMETHEUS, input), unit).targets(
    targets(panel, input, false),
  );
  if (panel.scale === 'log')
    series.scaleDistribution(
      new ScaleDistributionConfigBuilder().type(ScaleDistribution.Log).log(10),
    );
  else if (beginsAtZero(panel)) series.axisSoftMin(0);
  if (panel.isShare) series.axisSoftMax(1);
  if (panel.limits.length > 0)
    series.thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed),
    );
  colour(series, panel, unit.factor);
  return series;
}

/** Counts, bytes, times and shares are seen from 0 where the catalogue says that they are never less. */
function beginsAtZero({ values, isShare }: ValuePanel): boolean {
  return values.every(({ value }) => {
    const isCounted = isShare || /^(By|By\/s|s|\{.*\})$/.test(value.unit);
    const least = selectionsOfValue(value).map(({ metric }) => metricNamed(metric)?.range[0] ?? -1);
    return isCounted && least.every((low) => low >= 0);
  });
}

function statesPanel(panel: ValuePanel, input: PanelInput): StateTimeline {
  const timeline = measured(common(new StateTimeline(), panel, PROMETHEUS, input), unitOf(panel))
    .targets(targets(panel, input, false))
    .legend(legend().showLegend(false))
    .tooltip(tooltip())
    .showValue(VisibilityMode.Never)
    .mergeValues(true)
    .rowHeight(0.9)
    .lineWidth(0)
    .fillOpacity(80)
    .spanNulls(false);
  colour(timeline, panel, 1);
  return timeline;
}

function curvesPanel(panel: CurvePanel, input: PanelInput): TimeSeries {
  const unit = grafanaUnit(panel.unit);
  const value = unit.factor === 1 ? 'q.value' : `q.value * ${unit.factor}`;
  const sql = `SELECT q.t / 1000 AS time, q.name AS metric, ${value} AS value FROM (\n${panel.sql}\n) q ORDER BY q.t`;
  return measured(common(chart(), panel, CATALOGUE, input), unit).targets([
    sqlQuery(withRunVariable(sql), 'time_series'),
  ]);
}

function tablePanel(panel: TablePanel, input: PanelInput): Table {
  const table = common(new Table(), panel, CATALOGUE, input)
    .targets([sqlQuery(withRunVariable(panel.sql), 'table')])
    .showHeader(true);
  for (const column of panel.columns)
    table.overrideByName(column.name, columnProperties(column, input));
  return table;
}

function columnProperties(
  { heading, unit, format }: TableColumn,
  { siteUrl }: PanelInput,
): { id: string; value: unknown }[] {
  const name = { id: 'displayName', value: heading };
  if (format === 'time') return [name, { id: 'unit', value: 'dateTimeAsIso' }];
  if (format === 'run') return [name, { id: 'links', value: runLinks(siteUrl) }];
  const shown = grafanaUnit(unit);
  return [
    name,
    ...(unit === '1' ? [] : [{ id: 'unit', value: shown.unit }]),
    ...(shown.decimals === null ? [] : [{ id: 'decimals', value: shown.decimals }]),
  ];
}
