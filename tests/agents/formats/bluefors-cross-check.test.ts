/** First and last lines of every log of a third Bluefors system: another site and another build. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

const REPORT = 'cryo/bluefors_wanglab/example_data/collectall_report.txt';

test(
  'every log of the day is recognised, and its first and last line parse',
  needsSharedData(REPORT),
  () => {
    const text = readFileSync(sharedData(REPORT), 'utf8');
    const logs = [...text.matchAll(/File: (.+)\n[^]*?FIRST LINE: (.+)\n\s*LAST {2}LINE: (.+)/g)];
    const families = new Set<string>();
    for (const [, name = '', ...lines] of logs) {
      const file = recogniseBluefors(name.trim());
      assert.ok(file, name);
      families.add(file.family);
      const context = { ...file, clock: createLocalClock({ zone: 'America/New_York' }) };
      for (const line of lines) {
        const result = file.parse.line(line.trim(), context);
        assert.ok(result.ok && result.records.length > 0, `${name}: ${line}`);
      }
    }
    assert.equal(logs.length, 15);
    assert.ok(
      ['temperature', 'resistance', 'flow', 'pressure', 'status', 'valves', 'heaters'].every((f) =>
        families.has(f),
      ),
    );
  },
);
