import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readKubeConfig } from '#agents/formats/kube-config.ts';

function config(user: object, cluster: object = {}): unknown {
  return {
    'current-context': 'lab',
    contexts: [
      { name: 'lab', context: { cluster: 'c', user: 'u' } },
      { name: 'lost', context: { cluster: 'nowhere', user: 'u' } },
    ],
    clusters: [{ name: 'c', cluster: { server: 'https://k8s.example.org:6443', ...cluster } }],
    users: [{ name: 'u', user }],
  };
}

test('data goes before files, a token file before a token', () => {
  const user = {
    token: 'secret',
    tokenFile: '/run/token',
    'client-certificate-data': Buffer.from('PEM').toString('base64'),
    'client-certificate': 'client.crt',
    'client-key': 'client.key',
  };
  const result = readKubeConfig(config(user, { 'tls-server-name': 'kube' }), null);
  assert.ok(result.ok);
  assert.deepEqual(result.context, {
    name: 'lab',
    server: 'https://k8s.example.org:6443',
    serverName: 'kube',
    ca: null,
    cert: { data: 'PEM' },
    key: { file: 'client.key' },
    token: { file: '/run/token' },
  });
});

const REFUSED = [
  ['exec', config({ exec: { command: 'aws' } }), /signs in by a program \(exec\)/],
  ['auth-provider', config({ 'auth-provider': {} }), /auth-provider/],
  ['password', config({ username: 'a', password: 'b' }), /password/],
  ['insecure', config({}, { 'insecure-skip-tls-verify': true }), /insecure-skip-tls-verify/],
  ['proxy', config({}, { 'proxy-url': 'http://p' }), /proxy-url/],
  ['no server', config({}, { server: 'nowhere' }), /has no server/],
  ['nothing', null, /names no current context/],
] as const;

for (const [name, file, reason] of REFUSED)
  test(`refused: ${name}`, () => {
    const result = readKubeConfig(file, null);
    assert.ok(!result.ok);
    assert.match(result.reason, reason);
  });

test('a context that is not there, or whose cluster is not', () => {
  for (const [name, reason] of [
    ['other', 'it has no context other'],
    ['lost', 'it has no cluster "nowhere"'],
  ] as const) {
    const result = readKubeConfig(config({}), name);
    assert.ok(!result.ok && result.reason === reason);
  }
});
