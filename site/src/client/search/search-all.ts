/** Asks every source at once and tells what each found when it comes; one that fails says so and holds up no other. */

import { findPages } from '../../search/documentation.ts';
import { findChannels } from '../../search/find-channels.ts';
import { findLog, type Reach } from '../../search/find-log.ts';
import { findRuns } from '../../search/find-runs.ts';
import type { Group } from '../../search/group.ts';
import { pagesGroup } from '../../search/view.ts';
import { html } from '../../text/html.ts';
import { manifestNow, serverNow } from '../feed.ts';
import { declaredChannels, loadPagefind, logSource, runsSource } from './sources.ts';

/** What is read for one search: months of the log and campaigns of runs, some hundred kB at most. */
const REACH: Reach = { most: 6, parts: 12 };
const PAGES = 8;
const NO_INDEX = 'not searched, since its index is not there yet or cannot be read.';
const NOT_READ = 'not searched, since it cannot be read just now.';

interface Source {
  readonly title: string;
  readonly missing: string;
  readonly find: () => Promise<Group>;
}

export interface Progress {
  readonly groups: readonly Group[];
  readonly isWaiting: boolean;
}

/** Groups in their fixed order, again with each that has come. */
export async function* searchAll(text: string): AsyncGenerator<Progress> {
  const sources = sourcesOf(text);
  const groups: (Group | null)[] = sources.map(() => null);
  const waiting = new Map(
    sources.map((source, i) => [i, answerOf(source).then((group) => ({ group, i }))] as const),
  );
  while (waiting.size > 0) {
    const { group, i } = await Promise.race(waiting.values());
    groups[i] = group;
    waiting.delete(i);
    yield { groups: groups.filter((one) => one !== null), isWaiting: waiting.size > 0 };
  }
}

async function answerOf({ title, missing, find }: Source): Promise<Group> {
  try {
    return await find();
  } catch {
    return { title, results: [], note: html`${missing}` };
  }
}

function sourcesOf(text: string): readonly Source[] {
  const now = (): number => serverNow() ?? Date.now();
  return [
    {
      title: 'Runs',
      missing: NOT_READ,
      find: async () => findRuns(runsSource(await manifestNow()), text, REACH),
    },
    {
      title: 'Documentation',
      missing: NO_INDEX,
      find: async () =>
        pagesGroup(
          'Documentation',
          await findPages(await loadPagefind(), text, { part: 'docs', most: PAGES }),
        ),
    },
    {
      title: 'Log',
      missing: NOT_READ,
      find: async () => findLog(logSource(await manifestNow()), text, { ...REACH, now: now() }),
    },
    {
      title: 'Channels',
      missing: NOT_READ,
      find: async () => findChannels(await declaredChannels(await manifestNow()), text, REACH.most),
    },
    {
      title: 'API',
      missing: NO_INDEX,
      find: async () =>
        pagesGroup('API', await findPages(await loadPagefind(), text, { part: 'api', most: 4 })),
    },
  ];
}
