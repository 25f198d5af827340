import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { readConfiguration } from '#agents/read-configuration.ts';
import type { AgentConfiguration } from '#agents/configured.ts';
import { describeError } from '#telemetry/errors.ts';

function read(t: TestContext, yaml: string): AgentConfiguration {
  const cwd = mkdtempSync(join(tmpdir(), 'flash-agent-config-'));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  writeFileSync(join(cwd, 'flash.yaml'), yaml);
  return readConfiguration({ path: null, env: {}, cwd, demo: false });
}

test('the child hands over the checked configuration with each collector and its schedule', (t) => {
  const { config, collectors } = read(
    t,
    'node: a\ncollectors:\n  host:\n  storage: false\n  example: {interval_s: 3, deadline_s: 1}\n',
  );
  assert.equal(config.node, 'a');
  assert.deepEqual(
    collectors.map(({ name, intervalMs, deadlineMs }) => [name, intervalMs, deadlineMs]),
    [
      ['host', 15_000, 5_000],
      ['example', 3_000, 1_000],
    ],
  );
  assert.deepEqual(collectors[1]?.settings, { path: '/proc/sys/kernel/random/entropy_avail' });
});

test("a collector's unknown name and bad settings are told with their lines, all at once", (t) => {
  const yaml =
    'node: a\ncollectors:\n  hots:\n  storage:\n    volumes:\n      - {name: x, path: data}\n    timout_s: 3\n  example: {interval_s: 0}\n';
  assert.throws(
    () => read(t, yaml),
    (thrown) => {
      const text = describeError(thrown);
      assert.match(text, /4 problems/);
      assert.match(text, /line 3: collectors\.hots: .*did you mean "host"\?/);
      assert.match(
        text,
        /line 6: collectors\.storage\.volumes\[0\]\.path: expected an absolute path/,
      );
      assert.match(text, /line 7: collectors\.storage\.timout_s: .*did you mean "timeout_s"\?/);
      assert.match(text, /line 8: collectors\.example\.interval_s: /);
      return true;
    },
  );
});
