/** Numbers of people stay in the configuration: no part of the site but the command reads them, and no page names them. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { command } from '#telemetry/commands/contacts.ts';
import { CONTACT_ROLE_NAMES } from '#telemetry/config/contacts.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { readPages, ROOT } from './pages.ts';

it('numbers of people are read by the command alone', () => {
  const readers = globSync('{agents,site,telemetry}/**/*.{ts,astro}', { cwd: ROOT })
    .filter((file) => !file.includes('node_modules'))
    .filter((file) =>
      /[.{,;]\s*contacts\b/.test(withoutComments(readFileSync(join(ROOT, file), 'utf8'))),
    );
  assert.deepEqual(readers.sort(), [
    'telemetry/commands/contacts.ts',
    'telemetry/config/schema.ts',
  ]);
});

it('a role that does not exist is refused, and a role without a number is allowed', () => {
  assert.ok(configSchema.safeParse({ node: 'a', contacts: { magnet: '0000' } }).success);
  assert.equal(configSchema.safeParse({ node: 'a', contacts: { plumber: '0000' } }).success, false);
});

it('flash contacts prints numbers, and names the key where there is none', async () => {
  const { mkdtempSync, rmSync, writeFileSync } = await import('node:fs');
  const { tmpdir } = await import('node:os');
  const home = mkdtempSync(join(tmpdir(), 'flash-contacts-'));
  try {
    const config = join(home, 'flash.yaml');
    writeFileSync(config, `node: a\nhome: ${home}\ncontacts: { magnet: "extension 0000" }\n`);
    let printed = '';
    const code = await command.run({
      options: { config },
      positionals: [],
      env: {},
      cwd: home,
      write: async (text: string | Uint8Array) => {
        await Promise.resolve();
        printed += String(text);
      },
    } as unknown as Parameters<typeof command.run>[0]);
    assert.equal(code, 0);
    assert.match(printed, /magnet +Magnet expert on call.*extension 0000/);
    assert.match(printed, /cryogenics.*not configured: contacts\.cryogenics/);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

it('every role is on the page of whom to call', () => {
  const page = readPages().find(({ address }) => address === '/docs/procedures/whom-to-call/');
  const [, roles = ''] = /<WhomToCall roles="([^"]+)"/.exec(page?.raw ?? '') ?? [];
  assert.deepEqual(roles.split(' ').sort(), [...CONTACT_ROLE_NAMES].sort());
});

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/(['`])(?:(?!\1)[^\\]|\\.)*\1/g, "''");
}
