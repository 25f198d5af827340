/** The files that a configuration leads to: secrets, certificates, the web configuration; each with what is wrong with it now. */

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';

import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { TlsFiles } from '#telemetry/config/web-config.ts';
import { errorCode } from '#telemetry/errors.ts';

import { stampOf } from './file-stamp.ts';

/** Plain data, so that it can be handed over as JSON. */
export interface LedFile {
  /** Where the configuration names it: `agent.ca_file`. */
  readonly key: string;
  /** Absolute. */
  readonly path: string;
  /** What `stat` said of it before it was read, as `stampOf` writes it. */
  readonly stamp: string;
  /** SHA-256 of what is in it; null: it cannot be read. */
  readonly digest: string | null;
  /** Why it cannot be used; null: it can. */
  readonly problem: string | null;
  /** When a certificate, or a token that says so, is over, UTC ms; null: it says nothing. */
  readonly expiresAt: number | null;
}

/** Keys of a collector's settings that name such a file; others name what is measured. */
const FILE_KEY = /(?:^kubeconfig|(?:^|_)(?:token|secret|key|password|ca|cert)_file)$/;
const SECRET_KEY = /(?:token|secret|access_key|secret_key|password)_file$/;
const CERTIFICATE_KEY = /(?:ca|cert)_file$/;
const TOKEN_KEY = /token_file$/;

/** Those of the agent itself, the configuration among them. */
export function agentFiles(
  { agent, source }: Pick<FlashConfig, 'agent' | 'source'>,
  tls: TlsFiles | null,
): LedFile[] {
  const named = {
    configuration: source ?? undefined,
    'agent.token_file': agent.token_file,
    'agent.metrics_token_file': agent.metrics_token_file,
    'agent.ca_file': agent.ca_file,
    'agent.web_config_file': agent.web_config_file,
    'agent.web_config_file: client_ca_file': tls?.clientCaFile ?? undefined,
  };
  const files = Object.entries(named).flatMap(([key, path]) =>
    path === undefined ? [] : [lookAt(key, path)],
  );
  return tls === null ? files : [...files, ...pairOf(tls)];
}

/** Those that the settings of a collector name, however deep; relative ones stand in the working directory. */
export function collectorFiles(collector: string, settings: unknown): LedFile[] {
  if (typeof settings !== 'object' || settings === null) return [];
  return Object.entries(settings).flatMap(([key, value]) => {
    const isFile = typeof value === 'string' && FILE_KEY.test(key);
    return isFile
      ? [lookAt(`collectors.${collector}: ${key}`, resolve(value))]
      : collectorFiles(collector, value);
  });
}

function lookAt(key: string, path: string): LedFile {
  const stamp = stampOf(statSync(path, { throwIfNoEntry: false }));
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch (thrown) {
    const isMissing = errorCode(thrown) === 'ENOENT';
    const problem = isMissing ? 'it does not exist' : 'it cannot be read';
    return { key, path, stamp, digest: null, problem, expiresAt: null };
  }
  const digest = createHash('sha256').update(content).digest('hex');
  const expiresAt = expiryOf(key, content);
  return { key, path, stamp, digest, problem: problemOf(key, content), expiresAt };
}

function problemOf(key: string, content: Buffer): string | null {
  if (SECRET_KEY.test(key) && content.toString().trim() === '') return 'it is empty';
  if (!CERTIFICATE_KEY.test(key)) return null;
  try {
    const { validTo } = new X509Certificate(content);
    return validTo === '' ? 'it holds no certificate' : null;
  } catch {
    return 'it holds no certificate';
  }
}

/** When what is in the file is over: a certificate (X.509), or a JSON Web Token (RFC 7519, `exp`). */
function expiryOf(key: string, content: Buffer): number | null {
  if (CERTIFICATE_KEY.test(key)) {
    try {
      return new X509Certificate(content).validToDate.getTime();
    } catch {
      return null;
    }
  }
  return TOKEN_KEY.test(key) ? tokenExpiry(content.toString().trim()) : null;
}

/** Only the date is read: whether the signature holds is the server's affair. */
function tokenExpiry(token: string): number | null {
  const [, claims, signature] = token.split('.');
  if (claims === undefined || signature === undefined) return null;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
    if (typeof parsed !== 'object' || parsed === null || !('exp' in parsed)) return null;
    return typeof parsed.exp === 'number' ? parsed.exp * 1_000 : null;
  } catch {
    return null;
  }
}

/** Certificate and key of the pages: they belong together. */
function pairOf({ certFile, keyFile }: TlsFiles): LedFile[] {
  const certificate = lookAt('agent.web_config_file: cert_file', certFile);
  const key = lookAt('agent.web_config_file: key_file', keyFile);
  if (certificate.problem !== null || key.problem !== null) return [certificate, key];
  try {
    createSecureContext({ cert: readFileSync(certFile), key: readFileSync(keyFile) });
    return [certificate, key];
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ ...certificate, problem: `it does not fit its key (${reason})` }, key];
  }
}
