/** Certificates for tests, made by `openssl`: a signer of their own, and servers that it signs for 127.0.0.1. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface KeyPair {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
}

const EXTENSIONS =
  'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth,clientAuth\n';

function openssl(...args: string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
}

/** Makes a signer `<name>.pem` in the folder. */
export function makeSigner(folder: string, name = 'ca'): KeyPair {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-subj', `/CN=${name} of a test`, '-days', '2'];
  openssl('req', '-x509', ...curve, ...subject, '-keyout', key, '-out', cert);
  return { cert, key };
}

/** Makes a certificate that the signer vouches for, good for 127.0.0.1 and localhost, at both ends of a connection. */
export function makeCertificate(folder: string, signer: KeyPair, name: string): KeyPair {
  const [cert, key] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const [request, extensions] = [join(folder, `${name}.csr`), join(folder, `${name}.ext`)];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', ...curve, '-subj', `/CN=${name}`, '-keyout', key, '-out', request);
  writeFileSync(extensions, EXTENSIONS);
  const sign = ['-CA', signer.cert, '-CAkey', signer.key, '-CAcreateserial', '-days', '2'];
  openssl('x509', '-req', '-in', request, ...sign, '-extfile', extensions, '-out', cert);
  return { cert, key };
}
