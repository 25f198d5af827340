/** A certificate authority for one test, made by openssl, and certificates that it signs. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Authority {
  /** PEM file of the authority's certificate. */
  readonly ca: string;
  /** Signs a certificate for a name; returns the PEM files. `localhost` and 127.0.0.1 are in it. */
  readonly sign: (name: string) => { readonly cert: string; readonly key: string };
}

/** Makes an authority in a folder. */
export function createAuthority(folder: string, name = 'test-ca'): Authority {
  const openssl = (...words: string[]): void =>
    void execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  const ca = join(folder, `${name}.crt`);
  const caKey = join(folder, `${name}.key`);
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-keyout',
    caKey,
    '-out',
    ca,
    '-days',
    '2',
    '-subj',
    `/CN=${name}`,
  );
  return {
    ca,
    sign(subject) {
      const [cert, key, csr, ext] = ['crt', 'key', 'csr', 'ext'].map((end) =>
        join(folder, `${subject}.${end}`),
      ) as [string, string, string, string];
      writeFileSync(ext, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
      openssl('req', '-new', ...curve, '-keyout', key, '-out', csr, '-subj', `/CN=${subject}`);
      const by = ['-CA', ca, '-CAkey', caKey, '-CAcreateserial', '-days', '2', '-extfile', ext];
      openssl('x509', '-req', '-in', csr, ...by, '-out', cert);
      return { cert, key };
    },
  };
}
