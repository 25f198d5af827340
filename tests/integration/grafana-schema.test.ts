/** Grafana's own schema, as its SDK for Go reads it strictly, has nothing to say of the dashboards that are written. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { grafanaDashboards } from '../support/dashboard-files.ts';
import { builtProgram, needsBuilt } from '../support/go-program.ts';

const needs = needsBuilt('grafana-check');
const files = grafanaDashboards();
const [first] = files;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'flash-grafana-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of faults, each with the name of its file. */
function faultsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  const paths = Object.entries(texts).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return name;
  });
  const said = execFileSync(builtProgram('grafana-check') ?? '', paths, { cwd: folder });
  return said.toString().split('\n').filter(Boolean);
}

test('every dashboard is read strictly, valid and kept whole', needs, () => {
  const texts = Object.fromEntries(
    files.map(({ path, text }) => [path.split('/').at(-1) ?? '', text]),
  );
  assert.deepEqual(faultsOf(texts), []);
});

/** What is wrong, by what is said of it. */
const WRONG: Readonly<Record<string, readonly [text: string, wrong: string]>> = {
  "unexpected field 'lineWidht'": ['"lineWidth"', '"lineWidht"'],
  "unexpected field 'textMod'": ['"textMode"', '"textMod"'],
  "unexpected field 'z'": ['"gridPos": {', '"gridPos": { "z": 1,'],
  "unexpected field 'legend'": ['"legendFormat"', '"legend"'],
  'graphTooltip: json: cannot unmarshal string': ['"graphTooltip": 1', '"graphTooltip": "1"'],
  "unexpected field 'expression'": ['"iconColor"', '"expression": "up", "iconColor"'],
  'required field is missing': ['"reduceOptions"', '"reduceOption"'],
  'is of the kind "gauge"': ['"type": "stat"', '"type": "gauge"'],
};

for (const [says, [text, wrong]] of Object.entries(WRONG))
  test(`finds a fault that is put in: ${says}`, needs, () => {
    const spoilt = (first?.text ?? '').replace(text, wrong);
    assert.notEqual(spoilt, first?.text);
    const faults = faultsOf({ 'wrong.json': spoilt });
    assert.ok(
      faults.some((fault) => fault.includes(says)),
      `${says} is not in: ${faults.slice(0, 5).join('\n')}`,
    );
  });
