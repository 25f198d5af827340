/** Checks dashboards where the compiler cannot see: each fault stops the build with a sentence that names the place and the mend. */

import { refuse, valueProblems } from '#telemetry/alerts/check-alerts.ts';
import { labelsOfValue } from '#telemetry/alerts/result.ts';
import { factorBetween, fittingUnits, type Threshold } from '#telemetry/alerts/threshold.ts';
import { isValuePanel, panelsOf } from './definition.ts';
import type { DashboardDefinition, Panel, PanelValue, ValuePanel } from './definition.ts';

/** Grafana's grid. */
const COLUMNS = 24;

/** Returns what is wrong with the dashboards, one sentence each, with the place and what to do. */
export function dashboardProblems(
  dashboards: readonly DashboardDefinition[],
  thresholds: Readonly<Record<string, Threshold>>,
): readonly string[] {
  const known = new Set(Object.values(thresholds));
  return [
    ...doubles(
      'dashboards/questions',
      'dashboards',
      dashboards.map(({ name }) => name),
    ),
    ...dashboards.flatMap((dashboard) => ofDashboard(dashboard, known)),
  ];
}

/** Throws a FlashError that says everything that is wrong with the dashboards. */
export function checkDashboards(
  dashboards: readonly DashboardDefinition[],
  thresholds: Readonly<Record<string, Threshold>>,
): void {
  refuse(dashboardProblems(dashboards, thresholds), {
    operation: 'use the dashboards',
    subject: 'dashboards/questions',
    hint: 'mend the places named; the form is in dashboards/definition.ts',
  });
}

function doubles(place: string, what: string, names: readonly string[]): string[] {
  return [...Map.groupBy(names, (name) => name)]
    .filter(([, list]) => list.length > 1)
    .map(
      ([name, list]) =>
        `${place}: ${list.length} ${what} are called ${name}; give each its own name`,
    );
}

function ofDashboard(dashboard: DashboardDefinition, known: ReadonlySet<Threshold>): string[] {
  const { name, title, rows, variables } = dashboard;
  const place = `dashboards/questions/${name}.ts`;
  const problems = /^[a-z][a-z0-9-]*$/.test(name)
    ? []
    : [`${place}: a name in addresses is lower-case letters, digits and dashes`];
  if (title.trim() === '') problems.push(`${place}: it has no title; write the question`);
  for (const { title: row, panels } of rows) {
    const twice = doubles(
      `${place}, row “${row}”`,
      'panels',
      panels.map((panel) => `${panel.title} (${panel.form})`),
    );
    problems.push(...twice);
    if (panels.length === 0) problems.push(`${place}, row “${row}”: it has no panel; remove it`);
  }
  for (const panel of panelsOf(dashboard)) {
    const found = [
      ...shapeProblems(panel),
      ...(isValuePanel(panel) ? valuesProblems(panel, known) : runProblems(panel.sql, variables)),
    ];
    problems.push(...found.map((problem) => `${place}, “${panel.title}”: ${problem}`));
  }
  return problems;
}

function shapeProblems({ width, question }: Panel): string[] {
  return [
    ...(Number.isInteger(width) && width >= 4 && width <= COLUMNS
      ? []
      : [`a width of ${width} does not fit; take 4 to ${COLUMNS} columns`]),
    ...(/[?.]$/.test(question) ? [] : ['it asks nothing; write the question that it answers']),
  ];
}

function runProblems(sql: string, variables: DashboardDefinition['variables']): string[] {
  return sql.includes('$run') && !variables.includes('run')
    ? ['its SQL asks for $run; add “run” to the variables of the dashboard']
    : [];
}

function valuesProblems(panel: ValuePanel, known: ReadonlySet<Threshold>): string[] {
  const { values, limits, states, form } = panel;
  const [first] = values;
  if (first === undefined) return ['it has no value; a panel shows at least one'];
  const { unit } = first.value;
  const odd = values.find(({ value }) => value.unit !== unit);
  return [
    ...values.flatMap(valueProblem),
    ...(odd === undefined
      ? []
      : [`one value is in ${unit} and one in ${odd.value.unit}; give each unit its own panel`]),
    ...limits.flatMap(({ threshold }) => limitProblems(threshold, unit, known)),
    ...(form === 'states' && states === null
      ? ['it shows states and has no words for them; give “states”']
      : []),
  ];
}

function valueProblem({ value, legend, catalogue }: PanelValue): string[] {
  const labels = labelsOfValue(value);
  const named = [...legend.matchAll(/\{(\w+)\}/g)].map(([, word]) => word ?? '');
  const counterpart =
    'sql' in catalogue
      ? /\bvalue\b/.test(catalogue.sql)
        ? []
        : ['its SQL gives no column “value”']
      : /^[A-Z].*\.$/.test(catalogue.none)
        ? []
        : ['it has no SQL and no sentence that says why; write one of them'];
  return [
    ...valueProblems(value),
    ...named
      .filter((word) => !labels.includes(word))
      .map(
        (word) =>
          `its legend says {${word}}, which the value does not have; it has ${labels.join(', ') || 'no labels'}`,
      ),
    ...counterpart,
  ];
}

function limitProblems(
  threshold: Threshold,
  unit: string,
  known: ReadonlySet<Threshold>,
): string[] {
  return [
    ...(known.has(threshold)
      ? []
      : [
          `it marks ${threshold.value} ${threshold.unit}, which is not in dashboards/thresholds.ts; put it there with its reason`,
        ]),
    ...(factorBetween(threshold.unit, unit) === null
      ? [
          `its values are in ${unit} and a limit in ${threshold.unit}; give the limit in ${fittingUnits(unit).join(' or ')}`,
        ]
      : []),
  ];
}
