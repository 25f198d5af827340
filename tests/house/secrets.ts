/** A search for secrets: known shapes of keys and tokens, and random values given to secret names. */

import { scanLines } from './tree.ts';
import type { Finding, TreeFile } from './tree.ts';

/** Shapes that are a secret wherever they stand. */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----/,
  'an AWS key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'a GitHub token': /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})/,
  'a GitLab token': /\bgl(?:pat|dt|rt)-[\w-]{20,}/,
  'a Slack token': /\bxox[abeoprs]-[\w-]{10,}/,
  'an npm token': /\bnpm_[A-Za-z0-9]{36}\b/,
  'a Google key': /\bAIza[\w-]{35}\b/,
  'a service key': /\b(?:sk|rk|pk)[-_](?:live|test|proj|ant)[-_][\w-]{16,}/,
  'a Grafana token': /\bgl(?:sa|c)_[A-Za-z0-9]{20,}/,
  'a signed token (JWT)': /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/,
};

const URL_PASSWORD = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"`]+:([^\s/@'"`]+)@[\w.[-]/i;
const ASSIGNED =
  /(?:passw(?:or)?d|passphrase|secret|token|api[-_]?key|private[-_]?key|access[-_]?key|credential)\w*['"]?\s*(?:=>|[:=])\s*(?:(['"`])([^'"`]+)\1|([\w+/=.~-]{16,})\s*$)/i;

/** A value that stands for one: a variable, a placeholder, a word. */
const STANDS_FOR = /^[$<{*(]|[{}<>]|example|placeholder|change-?me|password|secret|\.\.\./i;

const MIN_LENGTH = 16;
const MIN_BITS_PER_CHARACTER = 3.3;

/** Returns the lines that hold a secret; the value itself is never repeated. */
export function checkSecrets(files: readonly TreeFile[]): Finding[] {
  return files.flatMap((file) =>
    scanLines(file, (line) => {
      const shape = Object.entries(SHAPES).find(([, pattern]) => pattern.test(line))?.[0];
      if (shape !== undefined) return `holds ${shape}`;
      const password = URL_PASSWORD.exec(line)?.[1];
      if (password !== undefined && !STANDS_FOR.test(password)) return 'holds a password in a URL';
      const match = ASSIGNED.exec(line);
      const value = match?.[2] ?? match?.[3];
      return value !== undefined && isRandom(value)
        ? 'gives a random value to a secret name'
        : undefined;
    }),
  );
}

/** Tells a random value from a word: long, letters and digits mixed, many different characters. */
export function isRandom(value: string): boolean {
  if (value.length < MIN_LENGTH || STANDS_FOR.test(value) || /\s/.test(value)) return false;
  return /\d/.test(value) && /[a-z]/i.test(value) && entropy(value) >= MIN_BITS_PER_CHARACTER;
}

/** Shannon entropy of a text, in bits per character. */
export function entropy(text: string): number {
  const counts = [...Map.groupBy(text, (character) => character).values()];
  return -counts.reduce((sum, { length }) => {
    const share = length / text.length;
    return sum + share * Math.log2(share);
  }, 0);
}
