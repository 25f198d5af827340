/** Directory totals: bytes and files below configured roots, counted a piece a round. */

import { describeError } from '#telemetry/errors.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/storage-directories.ts';

import type { CollectorContext, CollectorProblem } from '../../collector.ts';
import { readComplaint } from '../../formats/complaint.ts';
import { createDirectoryReader } from '../../sources/count-files.ts';
import type { DirectoryReader } from '../../sources/count-files.ts';
import type { DirectorySettings, StorageSettings } from '../storage.schema.ts';
import { createDirectoryCount } from './directory-count.ts';
import type { DirectoryCount } from './directory-count.ts';
import { EMPTY_ROUND, observation, problem } from './parts.ts';
import type { StoragePart } from './parts.ts';

interface Counted {
  readonly settings: DirectorySettings;
  readonly count: DirectoryCount;
  /** Monotonic time of the next count, ms. */
  due: number;
}

/** What counting may take of a round, ms. */
const TURN_MS = 4_000;

/** Makes the part; `makeReader` is for tests. */
export function createDirectories(
  {
    directories,
    max_directories,
    timeout_s,
  }: Pick<StorageSettings, 'directories' | 'max_directories' | 'timeout_s'>,
  context: CollectorContext,
  makeReader: (root: string, timeoutMs: number) => DirectoryReader = createDirectoryReader,
): StoragePart {
  const { clock } = context.effects;
  const counted = directories.map((settings): Counted => {
    const count = createDirectoryCount({
      root: settings.path,
      reader: makeReader(settings.path, timeout_s * 1_000),
      now: () => clock.now(),
      maxDirectories: max_directories,
    });
    return { settings, count, due: 0 };
  });
  return {
    async turn() {
      const problems = await Promise.all(counted.map((one) => countOn(one, context)));
      const observations = counted.flatMap((one) => observe(one, clock.now()));
      return { ...EMPTY_ROUND, observations, problems: problems.flat() };
    },
  };
}

async function countOn(one: Counted, context: CollectorContext): Promise<CollectorProblem[]> {
  const { clock } = context.effects;
  const { settings, count } = one;
  const started = clock.monotonic();
  if (!count.isUnderWay() && started < one.due) return [];
  try {
    await count.work(() => clock.monotonic() - started > TURN_MS, context.signal());
  } catch (thrown) {
    const message = describeError(thrown);
    return [problem(readComplaint(message), settings.path, message)];
  }
  if (count.isUnderWay()) return [];
  one.due = started + settings.every_s * 1_000;
  return complaints(settings.path, count);
}

/** Of a count that has just ended. */
function complaints(path: string, count: DirectoryCount): CollectorProblem[] {
  if (count.isTooLarge()) {
    const message = `more directories lie below ${path} than max_directories allows`;
    return [problem('too large', path, message)];
  }
  const closed = count.unreadable();
  const problems = closed
    .slice(0, 5)
    .map((one) =>
      problem('unreadable', one, `${one} cannot be read; what it holds is not counted`),
    );
  if (closed.length > 5) {
    const message = `${String(closed.length)} directories below ${path} cannot be read`;
    problems.push(problem('unreadable', path, message));
  }
  if (count.totals() === null && closed.length === 0)
    problems.push(problem('missing', path, `${path} is not there`));
  return problems;
}

function observe({ settings, count }: Counted, now: number): Observation[] {
  const labels = { directory: settings.name };
  const totals = count.totals();
  const isFirst = totals === null && count.isUnderWay();
  const counting = observation(metrics.directoryCounting, labels, isFirst ? 1 : 0);
  if (totals === null) return [counting];
  return [
    counting,
    observation(metrics.directoryBytes, labels, totals.bytes),
    observation(metrics.directoryFiles, labels, totals.files),
    observation(metrics.directoryDirectories, labels, totals.directories),
    observation(metrics.directoryUnreadable, labels, count.unreadable().length),
    observation(metrics.directoryAge, labels, Math.max(0, now - totals.at) / 1_000),
  ];
}
