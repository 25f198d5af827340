import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { startAgent } from '#agents/agent.ts';
import { host } from '#agents/collectors/host.ts';
import { textfile } from '#agents/collectors/textfile.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { freePorts } from '../support/living/free-port.ts';
import { needsProgram, programPath } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

/** What others may write, right, wrong and awkward. */
const FILES: Readonly<Record<string, string>> = {
  // As the clients of Prometheus write their heap: in OpenMetrics both would be one family.
  'heap.prom':
    '# TYPE heap_bytes gauge\nheap_bytes 5\n# TYPE heap_bytes_total counter\nheap_bytes_total 7\n',
  'awkward.prom':
    '# HELP odd Says "x"\\\\ and\\nmore.\n# TYPE odd counter\nodd{a="q\\"\\\\\\n",b="à"} -3\nfree_value NaN\nfree_value{x="1"} +Inf\n',
  'waits.prom':
    '# TYPE waits_seconds histogram\nwaits_seconds_bucket{le="1"} 1\nwaits_seconds_bucket{le="+Inf"} 2\nwaits_seconds_sum 3\nwaits_seconds_count 2\n# TYPE sizes summary\nsizes{quantile="0.5"} 4\nsizes_sum 5\nsizes_count 6\n',
  'open.prom':
    '# TYPE build info\nbuild_info{version="1"} 1\n# TYPE valve stateset\nvalve{valve="open"} 1\nvalve{valve="shut"} 0\n# TYPE starts counter\nstarts_total 8 # {trace="1"} 1\nstarts_created 1.5e9\n# EOF\n',
  'bad.prom': 'fine 1\n4k.stage 2\n',
  'clash.prom': 'flash_agent_recorder_up 1\n',
  'twice.prom': 'heap_bytes 6\n',
};

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

/** An agent with `host` and `textfile` over a folder of those files; returns its address. */
async function agentWithFiles(t: TestContext): Promise<string> {
  const homeDirectory = mkdtempSync(join(tmpdir(), 'flash-textfile-'));
  const folder = join(homeDirectory, 'metrics');
  mkdirSync(folder);
  const old = Date.now() / 1_000 - 3_600;
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), text);
    utimesSync(join(folder, name), old, old);
  }
  const parsed = configSchema.parse({
    node: 'n1',
    agent: { listen: '127.0.0.1:0', token: 's', recorder: 'http://127.0.0.1:9' },
  });
  const config = { ...parsed, homeDirectory, isDemo: false, source: null };
  const settings = [
    [host, { leave_out: ['clock', 'units'] }],
    [textfile, { directories: [folder] }],
  ] as const;
  const collectors = await Promise.all(
    settings.map(async ([{ name, schema, deadlineMs }, own]) => ({
      name,
      settings: (await schema()).parse(own),
      intervalMs: 1_000,
      deadlineMs,
    })),
  );
  const agent = await startAgent({
    configuration: { config, collectors },
    effects: { clock: systemClock, log: silentLog },
    modules: [host, textfile],
  });
  t.after(async () => {
    await agent.stop();
    rmSync(homeDirectory, { recursive: true, force: true });
  });
  return agent.url;
}

test(
  'a real Prometheus takes in everything that is right, in either format',
  needsProgram('FLASH_PROMETHEUS'),
  async (t) => {
    const url = await agentWithFiles(t);
    const folder = mkdtempSync(join(tmpdir(), 'flash-prometheus-'));
    const [port = 0] = await freePorts(1);
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `scrape_configs:\n  - job_name: flash\n    scrape_interval: 500ms\n    scrape_timeout: 400ms\n    static_configs: [{targets: ["${new URL(url).host}"]}]\n`,
    );
    const prometheus = spawn(
      programPath('FLASH_PROMETHEUS') ?? '',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${String(port)}`,
      ],
      { stdio: 'ignore' },
    );
    t.after(async () => {
      prometheus.kill('SIGKILL');
      await once(prometheus, 'exit');
      rmSync(folder, { recursive: true, force: true });
    });
    const ask = async (query: string): Promise<string | undefined> => {
      const address = `http://127.0.0.1:${String(port)}/api/v1/query?query=${encodeURIComponent(query)}`;
      const response = await fetch(address).catch(() => undefined);
      if (response?.ok !== true) return undefined;
      return ((await response.json()) as Answer).data.result[0]?.value[1];
    };
    const expected = {
      heap_bytes: '5',
      heap_bytes_total: '7',
      'odd{b="à"}': '-3',
      'free_value{x="1"}': '+Inf',
      'free_value{x=""}': 'NaN',
      'waits_seconds_bucket{le="+Inf"}': '2',
      waits_seconds_sum: '3',
      'sizes{quantile="0.5"}': '4',
      'build_info{version="1"}': '1',
      'valve{valve="open"}': '1',
      starts_total: '8',
      'flash_textfile_up{source="heap"}': '1',
      'flash_textfile_up{source="bad"}': '0',
      'flash_textfile_up{source="clash"}': '0',
      'flash_textfile_up{source="twice"}': '0',
      flash_agent_recorder_up: '0',
      'up{job="flash"}': '1',
    };
    await waitUntil('the first values', async () => (await ask('starts_total')) === '8');
    for (const [query, value] of Object.entries(expected))
      assert.equal(await ask(query), value, query);
    assert.equal(await ask('fine'), undefined, 'nothing of a wrong file');
    assert.notEqual(await ask('system_cpu_time_seconds_total{cpu_mode="idle"}'), undefined);
    const text = await (await fetch(`${url}/metrics`)).text();
    assert.match(text, /# TYPE odd counter\nodd\{/, 'text 0.0.4 keeps the type');
  },
);
