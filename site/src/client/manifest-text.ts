/** Reads the manifest that a server sent, or says in a reader's words why it cannot. */

import { check } from '#site/snapshot/parse/check.ts';
import { manifestSchema } from '#site/snapshot/parse/manifest.ts';
import { SNAPSHOT_SCHEMA } from '#site/snapshot/schema/asset.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';

/** Returns the manifest. @throws {Error} whose message is for readers: cut off, of another version, not as it should be */
export function readManifestText(text: string): Manifest {
  const answer = parse(text);
  const schema =
    typeof answer === 'object' && answer !== null && 'schema' in answer ? answer.schema : null;
  if (typeof schema === 'number' && schema > SNAPSHOT_SCHEMA)
    throw new Error('this page is older than the data: reload it');
  if (typeof schema === 'number' && schema < SNAPSHOT_SCHEMA)
    throw new Error('the data are of an older version than this page');
  try {
    return check(manifestSchema, answer);
  } catch (cause) {
    throw new Error('the snapshot cannot be read', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
