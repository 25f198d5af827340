/** Asks a tape system where files lie: WLCG Tape REST API, version 1, `archiveinfo`; found by its well-known address. */

import type { ArchiveAnswer } from '../../formats/tape-rest.ts';
import { parseArchiveInfo, parseWellKnown } from '../../formats/tape-rest.ts';
import type { Place } from './place.ts';
import { notUnderstood } from './place-client.ts';
import type { PlaceClient } from './place-client.ts';

const WELL_KNOWN = '/.well-known/wlcg-tape-rest-api';

/** Makes the asker; paths are sent as the server of the files knows them, answered by the paths that were asked for. */
export function createTape(
  tape: string,
  root: URL,
  client: PlaceClient,
): NonNullable<Place['archive']> {
  let base: string | null = tape === 'discover' ? null : tape.replace(/\/+$/, '');
  const prefix = decodeURIComponent(root.pathname);
  const discover = async (): Promise<string> => {
    const url = new URL(WELL_KNOWN, root).href;
    const { body } = await client.send({ method: 'GET', url });
    const found = parseWellKnown(body);
    if (!found.ok) throw notUnderstood(url, new Error(found.reason));
    return found.value;
  };
  return async (paths) => {
    base ??= await discover();
    const url = `${base}/archiveinfo`;
    const byFull = new Map(paths.map((path) => [`${prefix}${path}`, path]));
    const { body } = await client.send({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ paths: [...byFull.keys()] }),
    });
    const parsed = parseArchiveInfo(body);
    if (!parsed.ok) throw notUnderstood(url, new Error(parsed.reason));
    const answers = new Map<string, ArchiveAnswer>();
    for (const answer of parsed.value.answers) {
      // Some servers answer with one slash more or less; a path that nobody asked for is nobody's.
      const path = byFull.get(answer.path) ?? byFull.get(`/${answer.path.replace(/^\/+/, '')}`);
      if (path !== undefined) answers.set(path, answer);
    }
    return answers;
  };
}
