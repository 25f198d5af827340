import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

import { command as init } from '#site/commands/init.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { runCommand } from '../../support/run-command.ts';

const EXAMPLE = fileURLToPath(new URL('../../../flash.example.yaml', import.meta.url));

test('the example is accepted, and keeps its state where any user may write', () => {
  const { data, error } = configSchema.safeParse(parse(readFileSync(EXAMPLE, 'utf8')));
  assert.equal(error?.message, undefined);
  assert.equal(data?.home, '.flash');
});

test('flash init --schema prints the JSON Schema and writes nothing', async () => {
  const { code, out } = await runCommand(init, { options: { schema: true } });
  const schema: unknown = JSON.parse(out);
  assert.equal(code, 0);
  assert.partialDeepStrictEqual(schema, { title: 'flash.yaml', type: 'object' });
});
