/**
 * Every query of every dashboard on a real Prometheus and the real catalogue, filled by the demo: each gives data, and
 * where the catalogue knows the same, the two agree within 1 %.
 */

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isValuePanel, panelsOf as definedPanels } from '#dashboards/definition.ts';
import type { PanelValue } from '#dashboards/definition.ts';
import { grafanaUnit } from '#dashboards/export/grafana/grafana-unit.ts';
import { dashboards } from '#dashboards/questions/index.ts';
import { selectionsOfValue } from '#telemetry/alerts/result.ts';
import { metricNamed } from '#telemetry/metrics/index.ts';
import { grafanaDashboards, panelsOf } from '../support/dashboard-files.ts';
import { startWatchedDemo, type WatchedDemo } from '../support/living/watched-demo.ts';
import type { Sample } from '../support/living/watched-prometheus.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

const needs = needsProgram('FLASH_MARIADBD', 'FLASH_PROMETHEUS');
/** The instruments work this long while Prometheus watches: it extends a growth by half a scrape, under a hundredth of this. */
const WATCH_MS = 15_000;
const ALL_WITHIN_MS = 60_000;
const WITHIN = 0.01;
/**
 * Only heartbeats go on, one in ten seconds, and the hub looks at them every five: whatever does not agree is asked again
 * until both have looked at the same.
 */
const ROUNDS = 10;
const BETWEEN_MS = 2_000;

let demo: WatchedDemo;

before(async () => {
  if (needs.skip !== false) return;
  demo = await startWatchedDemo();
  await wait(WATCH_MS);
  // On a busy machine an instrument may be late: it is halted while all are there. The test says what never came.
  await waitUntil('data for every query', isAllThere, ALL_WITHIN_MS).catch(() => undefined);
  await demo.halt();
});

after(() => demo?.[Symbol.asyncDispose]());

interface Query {
  readonly place: string;
  /** As Grafana asks it, with “All” chosen. */
  readonly expr: string;
  readonly factor: number;
  readonly defined: PanelValue;
}

/** The queries of the JSON beside the values they are made from. */
function queries(): readonly Query[] {
  const files = grafanaDashboards();
  return dashboards.flatMap((definition, i) => {
    const built = panelsOf(files[i]?.dashboard ?? assert.fail());
    return definedPanels(definition).flatMap((panel, n) => {
      if (!isValuePanel(panel)) return [];
      const targets = (built[n]?.targets ?? []) as readonly { readonly expr?: string }[];
      assert.equal(targets.length, panel.values.length);
      return panel.values.map((defined, k) => ({
        place: `${definition.name}, “${panel.title}”`,
        expr: (targets[k]?.expr ?? '').replaceAll(/\$(node|channel)\b/g, '.*'),
        factor: grafanaUnit(defined.value.unit, panel.isShare).factor,
        defined,
      }));
    });
  });
}

async function isAllThere(): Promise<boolean> {
  const at = Date.now();
  const answers = await Promise.all(queries().map(({ expr }) => demo.ask(expr, at)));
  return answers.every((samples) => samples.length > 0);
}

/** What one query and its SQL say that does not agree; null: they agree, or there is no SQL. */
async function disagreement({ expr, factor, defined }: Query, at: number): Promise<string | null> {
  const samples = await demo.ask(expr, at);
  if (samples.length === 0) return 'no data';
  if (!('sql' in defined.catalogue)) return null;
  const text = defined.catalogue.sql
    .replaceAll(':at', String(at))
    .replaceAll(':since', String(demo.since));
  const rows = await demo.sql(text);
  if (rows.length === 0) return 'the SQL gives no row';
  for (const { value, ...labels } of rows) {
    const own = samples.filter((sample) => hasLabels(sample, labels));
    const what = JSON.stringify(labels);
    if (own.length === 0 && Number(value) === 0) continue;
    if (own.length !== 1) return `${what}: ${own.length} series for a row of ${String(value)}`;
    const [shown, told] = [(own[0]?.value ?? Number.NaN) / factor, Number(value)];
    if (!(Math.abs(shown - told) <= WITHIN * Math.abs(told) + 1e-12))
      return `${what}: shows ${shown}, the catalogue says ${told}`;
  }
  return null;
}

/** Whose metrics a query asks for: where it is both, the agent's. */
function sourceOf({ defined }: Query): 'hub' | 'agent' {
  const asked = selectionsOfValue(defined.value);
  return asked.every(({ metric }) => metricNamed(metric)?.owner === 'hub') ? 'hub' : 'agent';
}

function hasLabels(sample: Sample, labels: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(labels).every(([key, value]) => sample.labels[key] === String(value));
}

test('every query gives data, within 1 % of the same by SQL', needs, async (t: TestContext) => {
  const all = queries();
  const compared = all.filter(({ defined }) => 'sql' in defined.catalogue).length;
  let open = all;
  let faults: string[] = [];
  for (let round = 0; round < ROUNDS && open.length > 0; round += 1) {
    if (round > 0) await wait(BETWEEN_MS);
    // All stands still: each is asked for the moment at which its series were last scraped.
    const scraped = await demo.lastScrapes();
    const bad: Query[] = [];
    faults = [];
    for (const query of open) {
      const fault = await disagreement(query, scraped[sourceOf(query)]);
      if (fault === null) continue;
      bad.push(query);
      faults.push(`${query.place}: ${fault}\n    ${query.expr}`);
    }
    open = bad;
  }
  t.diagnostic(`${all.length} queries, ${compared} of them compared with the catalogue`);
  assert.deepEqual(faults, [], faults.join('\n'));
});

test('every table and curve gives rows of the run that is open', needs, async () => {
  const [open] = await demo.sql(
    `SELECT CONCAT(c.slug, '/', r.number) AS run FROM run r JOIN campaign c ON c.id = r.campaign_id WHERE r.state = 'open'`,
  );
  const run = `'${String(open?.['run'])}'`;
  for (const definition of dashboards)
    for (const panel of definedPanels(definition)) {
      if (isValuePanel(panel)) continue;
      const rows = await demo.sql(panel.sql.replaceAll('$run', run));
      assert.ok(rows.length > 0, `${definition.name}, “${panel.title}” is empty`);
      const [first = {}] = rows;
      const columns =
        panel.form === 'table' ? panel.columns.map(({ name }) => name) : ['t', 'name', 'value'];
      assert.deepEqual(Object.keys(first), columns, panel.title);
    }
});

test('what the hub tells of itself is kept as channels, a time as its age', needs, async () => {
  const rows = await demo.sql(`SELECT name, last_value AS value FROM channel
WHERE name LIKE 'hub/flash.%' AND last_quality = 'good'`);
  const kept = new Map(rows.map(({ name, value }) => [String(name), Number(value)]));
  assert.equal(kept.get('hub/flash.catalogue.up'), 1);
  const ages = [...kept].filter(([name]) => name.includes('.age'));
  assert.ok(ages.length >= 4, [...kept.keys()].join(' '));
  assert.deepEqual(
    ages.filter(([, age]) => !(age >= -1 && age < 31 * 86_400)),
    [],
  );
  const nodes = await demo.sql(`SELECT name FROM node WHERE name = 'hub'`);
  assert.deepEqual(nodes, [], 'the hub is no agent');
});
