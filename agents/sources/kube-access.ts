/** Where the Kubernetes API is and how to sign in: as a pod of the cluster, or by a kubeconfig file. */

import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { readKubeConfig } from '#agents/formats/kube-config.ts';
import type { KubeContext, Material } from '#agents/formats/kube-config.ts';
import type { Clock } from '#telemetry/effects.ts';
import { errorCode, FlashError } from '#telemetry/errors.ts';

export interface KubeAccess {
  /** `https://10.96.0.1:443`, without a slash at its end. */
  readonly server: string;
  readonly serverName: string | null;
  readonly ca: string | null;
  readonly cert: string | null;
  readonly key: string | null;
  /** The token as it is now; its file is read again after a minute, or at once when `isRefused`. */
  readonly token: (isRefused?: boolean) => string | null;
}

export interface KubeAccessOptions {
  /** Null: as a pod of the cluster. */
  readonly kubeconfig: string | null;
  /** Null: the file's current one. */
  readonly context: string | null;
  /** Folder with `token` and `ca.crt` of a pod's service account. */
  readonly serviceAccount: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

/** The kubelet renews a token long before it expires; client-go reads it as often. */
const TOKEN_MS = 60_000;

/** Finds the API; throws a FlashError that says what is missing. Tokens and keys are never part of a message. */
export async function openKubeAccess(options: KubeAccessOptions): Promise<KubeAccess> {
  if (options.kubeconfig === null) return fromPod(options);
  const file = resolve(options.kubeconfig);
  const context = await readContext(file, options.context);
  const read = (material: Material): string | null => {
    if (material === null) return null;
    return 'data' in material ? material.data : readText(resolve(dirname(file), material.file));
  };
  return {
    server: context.server.replace(/\/+$/, ''),
    serverName: context.serverName,
    ca: read(context.ca),
    cert: read(context.cert),
    key: read(context.key),
    token: createToken(() => read(context.token)?.trim() ?? null, options.clock),
  };
}

function fromPod({ env, serviceAccount, clock }: KubeAccessOptions): KubeAccess {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'] ?? '443';
  if (host === undefined || host === '') {
    throw new FlashError({
      operation: 'find the Kubernetes API',
      subject: 'KUBERNETES_SERVICE_HOST',
      reason: 'it is not set, so this agent is no pod of a cluster',
      hint: 'set collectors.kubernetes.kubeconfig to a kubeconfig file',
    });
  }
  const token = (): string => readText(join(serviceAccount, 'token')).trim();
  return {
    server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
    serverName: null,
    ca: readText(join(serviceAccount, 'ca.crt')),
    cert: null,
    key: null,
    token: createToken(token, clock),
  };
}

async function readContext(file: string, name: string | null): Promise<KubeContext> {
  const text = readText(file);
  const { parse } = await import('./parse-yaml.ts');
  let config: unknown;
  try {
    config = parse(text);
  } catch {
    throw badConfig(file, 'it is not YAML');
  }
  const result = readKubeConfig(config, name);
  if (!result.ok) throw badConfig(file, result.reason);
  return result.context;
}

function badConfig(file: string, reason: string): FlashError {
  return new FlashError({
    operation: 'read the kubeconfig',
    subject: file,
    reason,
    hint: 'mend the file, or name another context in collectors.kubernetes',
  });
}

function createToken(read: () => string | null, clock: Clock): KubeAccess['token'] {
  let token: string | null = null;
  let readAt = -Infinity;
  return (isRefused = false) => {
    const now = clock.monotonic();
    if (isRefused || now - readAt >= TOKEN_MS) {
      token = read();
      readAt = now;
    }
    return token;
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FlashError({
      operation: 'read what Kubernetes needs to know us by',
      subject: file,
      reason: errorCode(cause) === 'ENOENT' ? 'it does not exist' : 'it cannot be read',
      hint: 'check the path and that the user of the agent may read it',
      cause,
      transient: true,
    });
  }
}
