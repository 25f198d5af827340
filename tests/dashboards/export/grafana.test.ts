/** Grafana's files hold together: places, names, sources, variables, metrics, labels, links. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, it } from 'node:test';
import { DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { parse } from 'yaml';
import { exportAll } from '#dashboards/export/index.ts';
import { dashboards } from '#dashboards/questions/index.ts';
import { labelsOfMetric } from '#telemetry/alerts/result.ts';
import { metricNamed } from '#telemetry/metrics/index.ts';
import { grafanaDashboards, INPUT, panelsOf } from '../../support/dashboard-files.ts';

const files = grafanaDashboards();
const ROOT = resolve(import.meta.dirname, '..', '..', '..');

interface Sources {
  readonly datasources: readonly { readonly uid: string; readonly type: string }[];
}

const textOf = (path: string): string =>
  exportAll(INPUT).find((file) => file.path.endsWith(path))?.text ?? '';
const sources = parse(textOf('datasources/flash.yml')) as Sources;

/** Words of PromQL that stand where a metric could. */
const PROMQL =
  /^(abs|and|avg_over_time|by|deriv|increase|max|max_over_time|min|min_over_time|on|or|rate|sum|time|unless)$/;

/** Metrics of an expression, and the labels that each is asked for. */
function asked(expr: string): readonly { readonly metric: string; readonly labels: string[] }[] {
  const bare = expr.replace(/\b(on|by) ?\([^)]*\)/g, '$1');
  return [...bare.matchAll(/([a-zA-Z_:][\w:]*)(?:\{([^}]*)\})?/g)]
    .filter(([, name = '']) => !PROMQL.test(name) && !/^[smhdy]+$/.test(name))
    .map(([, metric = '', inside = '']) => ({
      metric,
      labels: [...inside.matchAll(/(\w+)\s*=~?"/g)].map(([, label = '']) => label),
    }));
}

interface Target {
  readonly expr?: string;
  readonly rawSql?: string;
  readonly datasource?: { readonly uid?: string };
}

describe('Grafana’s dashboards', () => {
  it('are one for each question, under names of their own', () => {
    assert.equal(files.length, dashboards.length);
    const uids = files.map(({ dashboard }) => dashboard.uid);
    assert.equal(new Set(uids).size, uids.length);
    for (const uid of uids) assert.match(uid ?? '', /^[a-z0-9-]{5,40}$/);
  });

  for (const { dashboard, text } of files) {
    it(`${dashboard.title}: panels have numbers and places of their own`, () => {
      const all = dashboard.panels ?? [];
      const ids = all.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      const taken = new Map<string, string>();
      for (const { title, gridPos } of all) {
        assert.ok(gridPos, `${title} has no place`);
        const { x, y, w, h } = gridPos;
        assert.ok(x >= 0 && x + w <= 24 && w > 0 && h > 0, `${title} leaves the grid`);
        for (let i = x; i < x + w; i += 1)
          for (let j = y; j < y + h; j += 1) {
            const cell = `${i},${j}`;
            assert.equal(taken.get(cell), undefined, `${title} lies on ${taken.get(cell)}`);
            taken.set(cell, title ?? '');
          }
      }
    });

    it(`${dashboard.title}: every panel asks a data source that Grafana is given`, () => {
      const uids = new Set(sources.datasources.map(({ uid }) => uid));
      for (const panel of panelsOf(dashboard)) {
        const targets = (panel.targets ?? []) as readonly Target[];
        assert.ok(targets.length > 0, `${panel.title} asks nothing`);
        for (const uid of [panel.datasource?.uid, ...targets.map((one) => one.datasource?.uid)])
          assert.ok(uids.has(uid ?? ''), `${panel.title} asks ${uid}`);
        const refs = targets.map((one) => (one as { refId?: string }).refId);
        assert.equal(new Set(refs).size, refs.length);
      }
    });

    it(`${dashboard.title}: variables that are used are there, and those that are there are used`, () => {
      const declared = (dashboard.templating.list ?? []).map(({ name }) => name);
      const { templating: _, ...rest } = dashboard;
      const inside = JSON.stringify(rest);
      const used = [...inside.matchAll(/\$\{?([a-z]\w*)/g)].map(([, name = '']) => name);
      assert.deepEqual([...new Set(used)].toSorted(), declared.toSorted());
      const own = [...text.matchAll(/\$\{?(__\w+)/g)].map(([, name = '']) => name);
      const known = new Set(['__from', '__to', '__all', '__value', '__data']);
      assert.deepEqual(
        own.filter((name) => !known.has(name)),
        [],
      );
    });

    it(`${dashboard.title}: every metric and label exists`, () => {
      for (const panel of panelsOf(dashboard))
        for (const { expr } of (panel.targets ?? []) as readonly Target[])
          for (const { metric, labels } of asked(expr ?? '')) {
            assert.ok(metricNamed(metric), `${panel.title}: there is no metric ${metric}`);
            const has = labelsOfMetric(metric);
            for (const label of labels)
              assert.ok(has.includes(label), `${panel.title}: ${metric} has no label ${label}`);
          }
    });

    it(`${dashboard.title}: nothing is put where there is no value`, () => {
      for (const panel of panelsOf(dashboard))
        for (const { expr = '' } of (panel.targets ?? []) as readonly Target[])
          assert.doesNotMatch(expr, /vector\(|absent\(|\bor\b/);
    });

    it(`${dashboard.title}: units are Grafana’s`, () => {
      const known = new Set<unknown>(Object.values(units));
      for (const { title, fieldConfig } of panelsOf(dashboard)) {
        const unit = fieldConfig?.defaults.unit;
        assert.ok(
          unit === undefined || known.has(unit) || /^(si|suffix):/.test(unit),
          `${title}: Grafana has no unit ${unit}`,
        );
      }
    });

    it(`${dashboard.title}: links lead to pages that exist, with absolute times`, () => {
      const links = [
        ...(dashboard.links ?? []),
        ...panelsOf(dashboard).flatMap(({ links = [] }) => links),
      ].filter(({ type }) => type === DashboardLinkType.Link);
      assert.ok(links.length > 0);
      for (const { url = '' } of links) {
        assert.ok(url.startsWith(`${INPUT.siteUrl}/`), url);
        assert.ok(url.endsWith('/?from=${__from}&to=${__to}'), url);
        const page = /\/docs\/(.*)\/\?/.exec(url)?.[1];
        if (page === undefined) continue;
        const [file, folder] = [`${page}.mdx`, `${page}/index.mdx`];
        const isThere = [file, folder].some((name) => existsSync(resolve(ROOT, 'content', name)));
        assert.ok(isThere, `there is no page ${page}`);
      }
    });
  }

  it('are found where the provisioning says', () => {
    const provider = parse(textOf('dashboards/flash.yml')) as {
      readonly providers: readonly { readonly options: { readonly path: string } }[];
    };
    const folder = provider.providers[0]?.options.path ?? '';
    for (const { path } of files)
      assert.equal(`/etc/grafana/provisioning/${path.split('/').slice(2, 4).join('/')}`, folder);
  });
});
