/** The search for secrets finds planted ones, made here at run time, and no others. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { checkSecrets, entropy, isRandom } from './secrets.ts';

const found = (text: string): number => checkSecrets([{ path: 'a.ts', text }]).length;

/** A value that looks random and is the same in every run. */
function noise(length: number, encoding: 'hex' | 'base64url' = 'base64url'): string {
  const seed = createHash('sha512').update(`planted ${length}`).digest(encoding);
  return seed.replaceAll(/[-_]/g, 'a').repeat(3).slice(0, length);
}

const PLANTED: Readonly<Record<string, string>> = {
  'private key': ['-----BEGIN', 'RSA', 'PRIVATE', 'KEY-----'].join(' '),
  'OpenSSH key': ['-----BEGIN', 'OPENSSH', 'PRIVATE', 'KEY-----'].join(' '),
  AWS: `AKIA${noise(40).toUpperCase().slice(0, 16)}`,
  GitHub: `ghp_${noise(36)}`,
  'GitHub, fine-grained': `github_pat_${noise(60)}`,
  GitLab: `glpat-${noise(20)}`,
  Slack: `xoxb-${noise(24)}`,
  npm: `npm_${noise(36)}`,
  Google: `AIza${noise(35)}`,
  Grafana: `glsa_${noise(32)}`,
  JWT: `eyJ${noise(20)}.eyJ${noise(40)}.${noise(43)}`,
  'password in a URL': `mariadb://flash:${noise(12)}@db.example.org/flash`,
  'assigned token': `const token = '${noise(32, 'hex')}';`,
  'assigned key in YAML': `api_key: ${noise(24)}`,
  'assigned password in JSON': `"password": "${noise(20)}"`,
  'assigned in an environment file': `FLASH_SECRET=${noise(28)}`,
};

for (const [name, text] of Object.entries(PLANTED)) {
  test(`finds a planted secret: ${name}`, () => assert.equal(found(`x\n${text}\ny`), 1));
}

const HARMLESS = [
  'const token = readToken(path);',
  "const token = 'node-a-token';",
  'token: ${FLASH_TOKEN}',
  'password_file: /etc/flash/catalogue.password',
  'mariadb://user:password@host/database',
  'mariadb://user:${FLASH_DB_PASSWORD}@host/database',
  'http://127.0.0.1:4321/runs/',
  `integrity: sha512-${noise(86)}`,
  `sha256: '${noise(64, 'hex')}'`,
  'the password is told by a colleague, never by e-mail',
];

test('harmless lines are let be', () => {
  assert.deepEqual(
    HARMLESS.filter((line) => found(line) > 0),
    [],
  );
});

test('what is found is never repeated in the finding', () => {
  const secret = noise(36);
  const [finding] = checkSecrets([{ path: 'a.ts', text: `ghp_${secret}` }]);
  assert.ok(finding && !JSON.stringify(finding).includes(secret));
});

test('random is told from words by length, mixture and entropy', () => {
  assert.equal(isRandom(noise(32, 'hex')), true);
  assert.equal(isRandom('a-long-but-plain-name'), false);
  assert.equal(isRandom('aaaaaaaaaaaaaaaaaaaaaaa1'), false);
  assert.equal(entropy('aaaa'), -0);
  assert.equal(entropy('abcd'), 2);
});
