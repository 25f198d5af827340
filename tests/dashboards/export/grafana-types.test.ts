/**
 * The JSON is what Grafana's schema allows: the compiler reads every file as the type of the SDK, which is generated from
 * that schema; unknown keys and wrong values are errors. There is no JSON schema of Grafana in a package.
 */

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { it } from 'node:test';
import ts from 'typescript';
import { grafanaDashboards } from '../../support/dashboard-files.ts';

const ROOT = resolve(import.meta.dirname, '..', '..', '..');

/** What the types of the SDK are as JSON: members of enumerations by their values, and no functions. */
const TYPES = `
import type * as common from '@grafana/grafana-foundation-sdk/common';
import type { Dashboard, FieldConfig, FieldConfigSource, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import type * as stat from '@grafana/grafana-foundation-sdk/stat';
import type * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import type * as table from '@grafana/grafana-foundation-sdk/table';
import type * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

type Json<T> = 0 extends 1 & T ? unknown
  : T extends string ? \`\${T}\`
  : T extends number | boolean | null | undefined ? T
  : T extends readonly (infer E)[] ? Json<E>[]
  : { [K in keyof T as K extends '_implementsDataqueryVariant' ? never : K]: Json<T[K]> };

interface Sql {
  refId: string; datasource: { type: 'mysql'; uid: string }; rawSql: string; rawQuery: true;
  editorMode: 'code'; format: 'table' | 'time_series';
}
type Target = Json<Dataquery> | Sql;
type Of<Type extends string, Options, Custom> = Omit<Json<Panel>, 'type' | 'options' | 'targets' | 'fieldConfig'> & {
  type: Type; options: Json<Options>; targets: Target[];
  fieldConfig: Omit<Json<FieldConfigSource>, 'defaults'> & { defaults: Omit<Json<FieldConfig>, 'custom'> & { custom?: Json<Custom> } };
};
type AnyPanel = Json<RowPanel> | Of<'stat', stat.Options, never> | Of<'timeseries', timeseries.Options, timeseries.FieldConfig>
  | Of<'state-timeline', statetimeline.Options, statetimeline.FieldConfig> | Of<'table', table.Options, table.FieldConfig>;
export type Checked = Omit<Json<Dashboard>, 'panels' | 'annotations'> & {
  panels: AnyPanel[];
  annotations: { list: (Omit<Json<NonNullable<Dashboard['annotations']['list']>[number]>, 'target'> & { target: Target })[] };
};
`;

/** Compiles texts by their names; returns the faults of each. */
function faultsOf(texts: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    allowImportingTsExtensions: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const disk = ts.createCompilerHost(options);
  host.readFile = (name) => texts.get(name) ?? disk.readFile(name);
  host.fileExists = (name) => texts.has(name) || disk.fileExists(name);
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    if (text === undefined) return disk.getSourceFile(name, ...rest);
    return ts.createSourceFile(name, text, ts.ScriptTarget.ES2023);
  };
  const program = ts.createProgram({ rootNames: [...texts.keys()], options, host });
  const faults = ts.getPreEmitDiagnostics(program);
  return new Map(
    [...texts.keys()].map((name) => [
      name,
      faults
        .filter(({ file }) => file?.fileName === name)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ]),
  );
}

it('every dashboard is what the SDK’s types allow, and what they do not allow is found', () => {
  const types = resolve(ROOT, 'tests/checked-types.ts');
  const files = grafanaDashboards();
  const [first] = files;
  assert.ok(first);
  const wrong = [
    first.text.replace('"textMode": "value_and_name"', '"textMode": "loud"'),
    first.text.replace('"lineWidth"', '"lineWidht"'),
    first.text.replace('"gridPos": {', '"gridPos": { "z": 1,'),
    first.text.replace('"graphTooltip": 1', '"graphTooltip": 9'),
    first.text.replace(/"legendFormat": "[^"]*"/, '"legend": ""'),
  ];
  for (const text of wrong) assert.notEqual(text, first.text);
  const texts = [...files.map(({ text }) => text), ...wrong];
  const nameOf = (i: number): string => resolve(ROOT, `tests/checked-${i}.ts`);
  const head = "import type { Checked } from './checked-types.ts';\nexport const it: Checked = ";
  const faults = faultsOf(
    new Map([[types, TYPES], ...texts.map((text, i) => [nameOf(i), head + text] as const)]),
  );
  assert.deepEqual(faults.get(types), []);
  for (const i of files.keys()) assert.deepEqual(faults.get(nameOf(i)), [], files[i]?.path);
  for (const i of wrong.keys())
    assert.notDeepEqual(faults.get(nameOf(files.length + i)), [], `fault ${i} was not found`);
});
