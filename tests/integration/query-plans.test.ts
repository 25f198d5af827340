/** Every statement that reads rows is known with its plan, and none reads through a table that grows with the years. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { fillCatalogue } from '../bench/scale/fill.ts';
import { planCampaigns } from '../bench/scale/runs.ts';
import { scaleOf } from '../bench/scale/scale.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { backUpOnce, exerciseAll } from '../support/query-plans/exercise.ts';
import {
  analyse,
  explain,
  findScans,
  GROWING,
  readKeys,
  type PlanStep,
} from '../support/query-plans/explain.ts';
import { fillNotices } from '../support/query-plans/notices.ts';
import { recordStatements } from '../support/query-plans/record.ts';

const LIST = fileURLToPath(new URL('query-plans.txt', import.meta.url));
const ACCEPT = 'FLASH_ACCEPT_PLANS=1 node --test tests/integration/query-plans.test.ts';

/** Eight campaigns of a hundred runs. */
const scale = scaleOf({ years: 8, channels: 4, thin: 800 });

interface Planned {
  readonly statement: string;
  readonly plan: readonly PlanStep[];
}

test('every statement is listed with its plan, and none scans a growing table', async () => {
  await using catalogue = await startTestCatalogue();
  await fillCatalogue({ catalogue: catalogue.catalogue, scale });
  await fillNotices(catalogue, scale.until);
  const sizes = await analyse(catalogue.administrator);
  const planned = await planAll(catalogue);
  const scans = planned.flatMap(({ statement, plan }) =>
    findScans(plan, sizes).map(
      ({ table, access, key, rows }) =>
        `${statement}\n    reads ${String(rows)} of ${String(sizes.get(table))} rows of ${table} (${access}, ${key ?? 'no key'})`,
    ),
  );
  assert.deepEqual(scans, [], `statements that read through a growing table:\n${scans.join('\n')}`);
  const version = catalogue.administrator.serverVersion().split('.').slice(0, 2).join('.');
  const keys = await readKeys(catalogue.administrator);
  checkList(formatList(planned, keys, version), version);
});

async function planAll(catalogue: TestCatalogue): Promise<readonly Planned[]> {
  const campaign = planCampaigns(scale).at(-1);
  assert.ok(campaign);
  const config = join(catalogue.home, 'flash.yaml');
  writeFileSync(config, `node: test-node\nhome: ${catalogue.home}\n`);
  const exercised = { catalogue, config, campaign, until: scale.until };
  const ofBackup = await recordStatements(catalogue.administrator, () => backUpOnce(exercised));
  const ofOthers = await recordStatements(catalogue.administrator, () => exerciseAll(exercised));
  const statements = new Map([...ofBackup].filter(([statement]) => !isWholeTable(statement)));
  for (const [statement, sql] of ofOthers) statements.set(statement, sql);
  const planned: Planned[] = [];
  for (const [statement, sql] of [...statements].sort(([a], [b]) => (a < b ? -1 : 1))) {
    planned.push({ statement, plan: await explain(catalogue.administrator, sql) });
  }
  return planned;
}

/** A backup reads every table from its first row to its last, which is what it is for. */
function isWholeTable(statement: string): boolean {
  return / FROM `\w+`$/.test(statement);
}

/** How a table of a few rows is read depends on how few they are, and does not matter. */
function isGrowing(table: string): boolean {
  return GROWING.some((one) => one === table);
}

type Keys = ReadonlyMap<string, readonly string[]>;

/** Two keys that begin with the same columns are the same where only these are looked up: chance decides between them. */
function formatStep({ table, access, key, parts }: PlanStep, keys: Keys): string {
  if (!isGrowing(table)) return `    ${table}`;
  const columns = keys.get(`${table}.${key ?? ''}`)?.slice(0, parts);
  const by = access === 'ref' && columns !== undefined ? `by ${columns.join(', ')}` : (key ?? '');
  return `    ${table}: ${access} ${by}`.trimEnd();
}

function formatList(planned: readonly Planned[], keys: Keys, version: string): string {
  const head = `# What is asked of the catalogue, and how MariaDB ${version} finds it. Made anew, after a look at every plan, by\n# ${ACCEPT}\n`;
  const parts = planned.map(({ statement, plan }) => {
    const growing = plan
      .filter(({ table }) => isGrowing(table))
      .map((step) => formatStep(step, keys));
    // When a table of a few rows is read, before or after, is chance as well.
    const small = plan
      .filter(({ table }) => !isGrowing(table))
      .map((step) => formatStep(step, keys));
    return [statement, ...growing, ...small.sort()].join('\n');
  });
  return `${head}\n${parts.join('\n\n')}\n`;
}

/** Whether a table of a few rows is read before a growing one or after it is left to sampled statistics, and to chance. */
function smallTablesLast(part: string): readonly string[] {
  const lines = part.trimEnd().split('\n');
  const isSmall = (line: string): boolean => /^ {4}\w+$/.test(line);
  return [...lines.filter((line) => !isSmall(line)), ...lines.filter(isSmall).sort()];
}

/** On another version of the server only the statements must be those of the list: its optimiser may choose otherwise. */
function checkList(made: string, version: string): void {
  if (process.env['FLASH_ACCEPT_PLANS'] === '1') {
    assert.notEqual(process.env['CI'], 'true', 'the list is not made anew where it is checked');
    writeFileSync(LIST, made);
    return;
  }
  const listed = readFileSync(LIST, 'utf8');
  const isSameServer = listed.includes(`MariaDB ${version} `);
  const compared = (text: string): readonly string[] =>
    text
      .split('\n\n')
      .flatMap(smallTablesLast)
      .filter((line) => !line.startsWith('#') && (isSameServer || !line.startsWith(' ')));
  const hint = `look at the plan of each new statement; where it is right: ${ACCEPT}`;
  assert.deepEqual(compared(made), compared(listed), hint);
}
