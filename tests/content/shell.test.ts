/** What the handbook shows of a terminal can be typed: it is shell, and names commands and options of ours that exist. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import type { CommandEntry } from '#telemetry/command.ts';
import { commands as agents } from '#agents/commands.ts';
import { commands as site } from '#site/commands.ts';
import { commands as telemetry } from '#telemetry/commands.ts';
import { readPages, type Page } from './pages.ts';

const entries: readonly CommandEntry[] = [...telemetry, ...agents, ...site];
/** Of every command. */
const GENERAL = ['help', 'version', 'json', 'config', 'demo', 'format'];

/** Blocks of shell, without the indentation of the list that they stand in. */
function shellBlocks({ raw }: Page): readonly string[] {
  return [...raw.matchAll(/^( *)```sh[^\n]*\n([\s\S]*?)^\1```/gm)].map(
    ([, indent = '', block = '']) => block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  );
}

/** Every call of `flash` in blocks and in the running text, up to a pipe, a redirection or a remark. */
function callsOf(page: Page): readonly string[] {
  const lines = shellBlocks(page).flatMap((block) => block.split('\n'));
  const inline = [...page.raw.matchAll(/`((?:npx )?flash [^`\n]+)`/g)].map(([, code = '']) => code);
  return [...lines, ...inline].flatMap((line) => {
    const [, call] = /(?:^|[ |&])(?:npx )?flash ((?!flash )[a-z-][^|>&;#]*)/.exec(line) ?? [];
    return call === undefined ? [] : [call.trim()];
  });
}

/** Returns what is wrong with a call; null: nothing. */
async function faultOf(call: string): Promise<string | null> {
  const bare = call.replaceAll(/"[^"]*"|'[^']*'|“[^”]*”/g, 'TEXT');
  const [words = ''] = bare.split(/ (?=--)/);
  const options = [...bare.matchAll(/(?:^| )--([a-z][a-z-]*)/g)].map(([, name = '']) => name);
  const fits = entries
    .filter(({ name }) => words === name || words.startsWith(`${name} `))
    .toSorted((a, b) => b.name.length - a.name.length);
  const isGroup = entries.some(({ name }) => name.startsWith(`${words} `));
  const [entry] = fits;
  if (entry === undefined)
    return words === '' || words.startsWith('--') || (isGroup && options.length === 0)
      ? null
      : `flash ${call}: there is no such command`;
  const known = [...GENERAL, ...Object.keys((await entry.load()).options)];
  const unknown = options.filter((name) => !known.includes(name));
  return unknown.length === 0 ? null : `flash ${call}: no option ${unknown.join(', ')}`;
}

describe('what is typed into a terminal', () => {
  // The recipes add a command of their own; recipes.test.ts runs it.
  const pages = readPages().filter(({ file }) => file !== 'content/developers/adding.mdx');

  it('is shell', () => {
    const wrong = pages.flatMap((page) => {
      const input = shellBlocks(page).join('\n');
      if (input === '') return [];
      const { status, stderr } = spawnSync('sh', ['-n'], { input, encoding: 'utf8' });
      return status === 0 ? [] : [`${page.file}: ${stderr}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('calls commands of ours by names and options that they have', async () => {
    const calls = pages.flatMap((page) => callsOf(page).map((call) => ({ page, call })));
    assert.ok(calls.length > 100, `${calls.length} calls`);
    const wrong: string[] = [];
    for (const { page, call } of calls) {
      const fault = await faultOf(call);
      if (fault !== null) wrong.push(`${page.file}: ${fault}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('is found to be wrong where it is', async () => {
    assert.equal(await faultOf('run list --campaign Run_2026.11-QUAX'), null);
    assert.match((await faultOf('collect --everything')) ?? '', /no option everything/);
    assert.match((await faultOf('colect daq')) ?? '', /no such command/);
    assert.equal(await faultOf('run'), null, 'a group lists what is in it');
    assert.match((await faultOf('run lst')) ?? '', /no such command/);
  });
});
