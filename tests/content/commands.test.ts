/** The page of commands names every command and every option that exists, and none that does not. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, it } from 'node:test';
import { commandHelp } from '#telemetry/command-help.ts';
import type { CommandEntry } from '#telemetry/command.ts';
import { program } from '#telemetry/program.ts';
import { ROOT } from './pages.ts';

const LAYERS = ['telemetry', 'agents', 'dashboards', 'site'];
const page = readFileSync(join(ROOT, 'content/infrastructure/commands.mdx'), 'utf8');
/** Sections by the first word after `flash`; `import runlog` has one of its own. */
const headings = [...page.matchAll(/^### flash (.+)$/gm)].map(([, words]) => words ?? '');

/** Returns what the layers' `commands.ts` list; a layer without commands has no such file. */
async function readCommands(): Promise<readonly CommandEntry[]> {
  const faces = LAYERS.map((layer) => join(ROOT, layer, 'commands.ts')).filter(existsSync);
  const modules: Record<string, unknown>[] = await Promise.all(
    faces.map((face) => import(pathToFileURL(face).href)),
  );
  return modules.flatMap((module) => Object.values(module).filter(Array.isArray).flat());
}

/** Returns the section of a command: its own, or that of its first word. */
function sectionOf(name: string): string | undefined {
  const heading =
    headings.find((words) => words === name) ??
    headings.find((words) => words === name.split(' ')[0]);
  if (heading === undefined) return undefined;
  const [, section = ''] = page.split(`### flash ${heading}\n`);
  return `flash ${heading}\n${section.split(/^##/m)[0]}`;
}

describe(
  'content/infrastructure/commands.mdx',
  { skip: !existsSync(join(ROOT, 'flash.ts')) && 'flash.ts does not exist yet' },
  () => {
    it('has every command with its options', async () => {
      const missing: string[] = [];
      const general = page.slice(0, page.indexOf('\n## '));
      for (const { name, load } of await readCommands()) {
        const section = sectionOf(name);
        if (section === undefined || !section.includes(`flash ${name}`))
          missing.push(`flash ${name}`);
        for (const option of Object.keys((await load()).options)) {
          if (!`${general}${section}`.includes(`--${option}`))
            missing.push(`flash ${name} --${option}`);
        }
      }
      assert.deepEqual(missing, []);
    });

    it('has no command that does not exist', async () => {
      const names = (await readCommands()).map(({ name }) => name);
      assert.deepEqual(
        headings.filter(
          (words) => !names.some((name) => name === words || name.startsWith(`${words} `)),
        ),
        [],
      );
    });
  },
);

const HELP = join(ROOT, 'content/infrastructure/help.json');
const ACCEPT = 'FLASH_ACCEPT_HELP=1 node --test tests/content/commands.test.ts';

it('content/infrastructure/help.json is what the commands print', async () => {
  const entries = [...(await readCommands())].sort((a, b) => (a.name < b.name ? -1 : 1));
  const help: Record<string, string> = {};
  for (const entry of entries)
    help[entry.name] = commandHelp('flash', entry, await entry.load())
      .replaceAll(program, 'flash')
      .trimEnd();
  const text = `${JSON.stringify(help, null, 2)}\n`;
  if (process.env['FLASH_ACCEPT_HELP'] === '1' && process.env['CI'] === undefined)
    writeFileSync(HELP, text);
  assert.equal(readFileSync(HELP, 'utf8'), text, `the help of commands has changed: ${ACCEPT}`);
});
