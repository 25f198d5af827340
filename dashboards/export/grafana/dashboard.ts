/** One dashboard as Grafana has it: variables, annotations, links, and panels in their places. */

import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardCursorSync,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
  type Dashboard,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Topic } from '#telemetry/alerts/definition.ts';
import type { DashboardDefinition, VariableName } from '../../definition.ts';
import { quote, spanText } from '../promql.ts';
import { dashboardLinks, TAG, uidOf } from './links.ts';
import { grafanaPanel, HEIGHTS, type PanelInput } from './panels.ts';
import { CATALOGUE, promQuery, PROMETHEUS } from './sources.ts';

const COLUMNS = 24;

/** Returns the dashboard, ready to be written as JSON. */
export function grafanaDashboard(
  definition: DashboardDefinition,
  { siteUrl, pace }: Omit<PanelInput, 'variables'>,
): Dashboard {
  const { name, title, summary, topics, variables, spanMs } = definition;
  const builder = new DashboardBuilder(title)
    .uid(uidOf(name))
    .description(summary)
    .tags([TAG])
    .timezone('utc')
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .time({ from: `now-${spanText(spanMs)}`, to: 'now' })
    .refresh('30s')
    .variables(variables.map((variable) => VARIABLE_OF[variable]()))
    .annotations([alarms(topics)])
    .links(dashboardLinks(definition, siteUrl));
  place(builder, definition, { variables, siteUrl, pace });
  return inSight(builder.build());
}

/** The SDK hides links and annotations in a menu unless they have no place at all. */
function inSight(dashboard: Dashboard): Dashboard {
  const seen = <T extends object>(one: T): T => {
    const copy = { ...one };
    Reflect.deleteProperty(copy, 'placement');
    return copy;
  };
  const { annotations, links = [], panels = [] } = dashboard;
  return {
    ...dashboard,
    annotations: { list: (annotations.list ?? []).map(seen) },
    links: links.map(seen),
    panels: panels.map((panel) =>
      'links' in panel && panel.links !== undefined
        ? { ...panel, links: panel.links.map(seen) }
        : panel,
    ),
  };
}

/** Puts rows below each other and panels beside each other until a row of the grid is full. */
function place(
  builder: DashboardBuilder,
  definition: DashboardDefinition,
  input: PanelInput,
): void {
  let y = 0;
  let id = 0;
  for (const { title, panels } of definition.rows) {
    id += 1;
    builder.withRow(new RowBuilder(title).id(id).gridPos({ x: 0, y, w: COLUMNS, h: 1 }));
    y += 1;
    let x = 0;
    let height = 0;
    for (const panel of panels) {
      if (x + panel.width > COLUMNS) {
        [x, y, height] = [0, y + height, 0];
      }
      id += 1;
      const built = grafanaPanel(panel, input).build();
      const at = { x, y, w: panel.width, h: HEIGHTS[panel.form] };
      const ready = { ...built, id, gridPos: at };
      builder.withPanel({ build: () => ready });
      x += panel.width;
      height = Math.max(height, at.h);
    }
    y += height;
  }
}

/** Marks when alarms of the topics were raised, from Prometheus's own series of its alerts. */
function alarms(topics: readonly Topic[]): AnnotationQueryBuilder {
  const expr = `ALERTS{alertstate="firing",topic=~${quote(topics.join('|'))}}`;
  return new AnnotationQueryBuilder()
    .name('Alarms')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor('red')
    .expr(expr)
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}}: {{node}} {{channel}} {{campaign}}')
    .tagKeys('severity,topic')
    .target(promQuery(expr, 0, { legend: '{{alertname}}', isInstant: false }));
}

/** Labels that are chosen by hand; “All” asks for any value, also none, since not every series has the label. */
function labelVariable(name: string, label: string, metric: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .query(`label_values(${metric}, ${name})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

/** The newest run first. */
const RUNS = `SELECT CONCAT(c.slug, '/', r.number) FROM run r JOIN campaign c ON c.id = r.campaign_id
ORDER BY r.start_ms DESC LIMIT 1000`;

const VARIABLE_OF: Readonly<Record<VariableName, () => QueryVariableBuilder>> = {
  node: () => labelVariable('node', 'Node', 'flash_agent_info'),
  channel: () => labelVariable('channel', 'Channel', 'flash_channel_up'),
  run: () =>
    new QueryVariableBuilder('run')
      .label('Run')
      .datasource(CATALOGUE)
      .query(RUNS)
      .refresh(VariableRefresh.OnDashboardLoad)
      .sort(VariableSort.Disabled),
};
