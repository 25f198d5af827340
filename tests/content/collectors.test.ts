/** Every collector has its page, with its metrics and an example of its settings that its own schema accepts. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import type { AnyCollectorModule } from '#agents/collector.ts';
import type { MetricDefinition } from '#telemetry/metrics/definition.ts';
import { metricGroups } from '#telemetry/metrics/index.ts';
import type { Page } from './pages.ts';
import { readPages, ROOT } from './pages.ts';

const LIST = join(ROOT, 'agents/collectors/index.ts');
/** The headings of a collector's page, in order. */
const HEADINGS = ['What it watches', 'Configuration', 'What it yields', 'What goes wrong'];

const pages = readPages().filter(({ address }) => /^\/docs\/collectors\/[^/]+\/$/.test(address));
const overview = readPages().find(({ address }) => address === '/docs/collectors/');

/** Returns the modules of the list, whatever its name: the one array that the file exports. */
async function readCollectors(): Promise<readonly AnyCollectorModule[]> {
  const face: Record<string, unknown> = await import(pathToFileURL(LIST).href);
  const lists = Object.values(face).filter((value) => Array.isArray(value));
  assert.equal(lists.length, 1, 'agents/collectors/index.ts exports one list');
  return lists[0] ?? [];
}

/** Whether a page shows a metric: in the list of its group, or by name in its text. */
function shows({ raw }: Page, metric: MetricDefinition): boolean {
  const groups = [...raw.matchAll(/<Metrics group="(\w+)"/g)].map(([, group]) => group ?? '');
  return (
    groups.some((group) => metricGroups[group]?.includes(metric)) || raw.includes(metric.exposition)
  );
}

/** Returns the settings under the collector's name in each example of its page. */
function settingsOn({ raw }: Page, name: string): readonly unknown[] {
  const examples = [...raw.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text]) =>
    parse(text ?? ''),
  );
  return examples
    .filter((example) => example?.collectors)
    .map(({ collectors }) => collectors[name]);
}

it('the reference of metrics has every group', () => {
  const reference = readPages().find(({ address }) => address === '/docs/infrastructure/metrics/');
  assert.deepEqual(
    Object.keys(metricGroups).filter(
      (group) => reference?.raw.includes(`<Metrics group="${group}" />`) !== true,
    ),
    [],
  );
});

describe('pages of collectors', () => {
  for (const page of pages) {
    it(`${page.file} says what it watches, how to set it, what it yields and what goes wrong`, () => {
      const headings = [...page.raw.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      assert.deepEqual(
        headings.filter((heading) => HEADINGS.includes(heading ?? '')),
        HEADINGS,
      );
    });
  }

  it('are one per collector, with each of its metrics', async (context) => {
    if (!existsSync(LIST)) {
      context.skip('agents/collectors/index.ts does not exist yet');
      return;
    }
    for (const { name, metrics, schema } of await readCollectors()) {
      const page = pages.find(({ address }) => address === `/docs/collectors/${name}/`);
      assert.ok(page, `content/collectors/${name}.mdx is missing`);
      assert.ok(
        overview?.raw.includes(`(${name}/)`),
        `content/collectors/index.mdx does not name ${name}`,
      );
      assert.deepEqual(
        metrics.filter((metric) => !shows(page, metric)).map(({ exposition }) => exposition),
        [],
        `${page.file} does not show these metrics`,
      );
      const settings = settingsOn(page, name);
      assert.ok(settings.length > 0, `${page.file} has no example of its settings`);
      for (const example of settings) (await schema()).parse(example);
    }
  });
});
