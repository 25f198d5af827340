/** Every file that the configuration leads to is watched: a changed one is taken over, a wrong one refused, and the old one goes on. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { TLSSocket } from 'node:tls';

import { hash } from 'bcryptjs';

import { startAgentProcess } from '../support/living/agent-process.ts';
import type { AgentProcess, LogLine } from '../support/living/agent-process.ts';
import { createAuthority } from '../support/certificates.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

function makeFolder(t: TestContext): (name: string, text: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'flash-led-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return (name, text) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };
}

/** Asks it to read at once, which it does by itself within some seconds, and waits for what it says from then on. */
function hear({ child, lines }: AgentProcess, what: RegExp, isAsked = true): Promise<LogLine> {
  const from = lines.length;
  if (isAsked) child.kill('SIGHUP');
  return waitUntil(String(what), () => lines.slice(from).find(({ message }) => what.test(message)));
}

const MQTT = (password: string): string =>
  `  mqtt:\n    url: mqtt://127.0.0.1:1\n    username: flash\n    password_file: ${password}\n    topics: [{ topic: a/b, device: a, channel: b, quantity: temperature, unit: K }]\n`;

test('users, tokens and a password are taken from their files as they change', async (t) => {
  const write = makeFolder(t);
  const users = async (name: string): Promise<string> =>
    `basic_auth_users:\n  ${name}: ${await hash(`${name} knows`, 4)}\n`;
  const web = write('web-config.yml', await users('alice'));
  const token = write('metrics.token', 'first');
  const password = write('mqtt.password', 'one');
  const agent = await startAgentProcess(t, {
    collectors: MQTT(password),
    agent: `  web_config_file: ${web}\n  metrics_token_file: ${token}\n`,
  });
  await agent.said(/the agent runs/);
  const status = async (authorization: string): Promise<number> =>
    (await fetch(`${agent.url}/metrics`, { headers: { authorization } })).status;
  const basic = (name: string): Promise<number> =>
    status(`Basic ${Buffer.from(`${name}:${name} knows`).toString('base64')}`);
  assert.deepEqual([await basic('alice'), await basic('bob')], [200, 401]);

  write('web-config.yml', await users('bob'));
  write('mqtt.password', 'two');
  const taken = await hear(agent, /read again and holds/, false);
  assert.equal(taken['begun'], 'mqtt');
  assert.deepEqual([await basic('alice'), await basic('bob')], [401, 200]);

  write('web-config.yml', 'basic_auth_users: [carol]\n');
  assert.match((await hear(agent, /the old configuration goes on/)).message, /web-config\.yml/);
  assert.equal(await basic('bob'), 200);
  write('web-config.yml', await users('bob'));
  await hear(agent, /read again and holds/);

  write('metrics.token', 'second');
  await hear(agent, /read again and holds/);
  assert.deepEqual([await status('Bearer first'), await status('Bearer second')], [401, 200]);
  write('metrics.token', '\n');
  assert.match(
    (await hear(agent, /the old configuration goes on/)).message,
    /metrics\.token: it is empty/,
  );
  assert.equal(await status('Bearer second'), 200);
  const page = await fetch(`${agent.url}/metrics`, { headers: { authorization: 'Bearer second' } });
  assert.match(await page.text(), /^flash_agent_config_reload_success 0$/m);
});

test(
  'a certificate under another name is served, one that does not fit its key is refused',
  needsProgram('FLASH_OPENSSL'),
  async (t) => {
    const write = makeFolder(t);
    const folder = join(write('ca.txt', ''), '..');
    const authority = createAuthority(folder);
    authority.sign('one');
    authority.sign('two');
    const tls = (name: string): string =>
      `tls_server_config:\n  cert_file: ${name}.crt\n  key_file: ${name}.key\n`;
    const web = write('web-config.yml', tls('one'));
    const agent = await startAgentProcess(t, {
      collectors: '  host: {}\n',
      agent: `  web_config_file: ${web}\n  ca_file: ${authority.ca}\n`,
    });
    await agent.said(/the agent runs/);
    const served = (): Promise<string> =>
      new Promise((resolve, reject) => {
        const url = `${agent.url.replace('http:', 'https:')}/healthz`;
        const options = { agent: false, ca: readFileSync(authority.ca) };
        get(url, options, (response) => {
          resolve(String((response.socket as TLSSocket).getPeerCertificate().subject.CN));
          response.resume();
        }).on('error', reject);
      });
    assert.equal(await served(), 'one');
    write('web-config.yml', tls('two'));
    await hear(agent, /read again and holds/, false);
    assert.equal(await served(), 'two');

    writeFileSync(join(folder, 'two.crt'), readFileSync(join(folder, 'one.crt')));
    assert.match(
      (await hear(agent, /the old configuration goes on/)).message,
      /does not fit its key/,
    );
    assert.equal(await served(), 'two');
    writeFileSync(join(folder, 'two.key'), readFileSync(join(folder, 'one.key')));
    await hear(agent, /read again and holds/);
    assert.equal(await served(), 'one');

    write('web-config.yml', '');
    assert.match(
      (await hear(agent, /the old configuration goes on/)).message,
      /TLS on or off.*restart it/s,
    );
    assert.equal(await served(), 'one');
    writeFileSync(authority.ca, 'no certificate');
    write('web-config.yml', tls('two'));
    assert.match(
      (await hear(agent, /the old configuration goes on/)).message,
      /holds no certificate/,
    );
  },
);
