import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openKubeAccess } from '#agents/sources/kube-access.ts';

test('a pod finds the API by its environment, and its token is read again after a minute', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-kube-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'token'), 'one\n');
  writeFileSync(join(folder, 'ca.crt'), 'PEM');
  let monotonic = 0;
  const clock = { now: () => 0, monotonic: () => monotonic };
  const settings = { kubeconfig: null, context: null, serviceAccount: folder, clock };
  const env = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '6443' };
  const access = await openKubeAccess({ ...settings, env });
  assert.deepEqual(
    [access.server, access.ca, access.token()],
    ['https://[fd00::1]:6443', 'PEM', 'one'],
  );
  writeFileSync(join(folder, 'token'), 'two\n');
  assert.deepEqual([access.token(), access.token(true)], ['one', 'two']);
  writeFileSync(join(folder, 'token'), 'three\n');
  monotonic = 60_000;
  assert.equal(access.token(), 'three');
  await assert.rejects(
    openKubeAccess({ ...settings, env: {} }),
    /KUBERNETES_SERVICE_HOST: it is not set/,
  );
  rmSync(join(folder, 'ca.crt'));
  await assert.rejects(openKubeAccess({ ...settings, env }), /ca\.crt: it does not exist/);
});
