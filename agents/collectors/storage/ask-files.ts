/** Asks for the files of one directory: where each lies, and which checksum its storage answers. */

import { readLocality } from '../../formats/tape-rest.ts';
import type { ArchiveAnswer } from '../../formats/tape-rest.ts';
import type { PlaceSettings } from '../storage.schema.ts';
import { copyFact, custodyOf } from './copy-facts.ts';
import type { CopySeen } from './copy-facts.ts';
import { markFile, markFound } from './directory-mark.ts';
import { joinPath, nextFile } from './directory-work.ts';
import type { DirectoryWork, Gathered } from './directory-work.ts';
import type { Pace } from './pace.ts';
import { problem } from './parts.ts';
import { PlaceError } from './place.ts';
import type { FileLook, Place, PlaceEntry } from './place.ts';

export interface AskFiles {
  /**
   * Asks for the first file that is to be done: at most two requests; false: the pace says stop.
   * @throws PlaceError where the failure is not about this file alone
   */
  readonly next: (work: DirectoryWork, gathered: Gathered) => Promise<boolean>;
  /** Files asked for before whose place on tape is not known yet. */
  readonly stillWaiting: (work: DirectoryWork) => readonly PlaceEntry[];
}

export interface AskFilesOptions {
  readonly settings: Pick<PlaceSettings, 'location'>;
  readonly place: Place;
  readonly pace: Pace;
  readonly now: () => number;
  /** Called when the place has answered, whatever it said of the file. */
  readonly answered: () => void;
}

const ARCHIVE_AT_ONCE = 100;

/** Makes the asker of one place; it remembers names that wait for tape, which a restart asks for again. */
export function createAskFiles(options: AskFilesOptions): AskFiles {
  return new FileAsker(options);
}

class FileAsker implements AskFiles {
  readonly #options: AskFilesOptions;
  /** By directory. */
  readonly #waiting = new Map<string, Set<string>>();

  constructor(options: AskFilesOptions) {
    this.#options = options;
  }

  stillWaiting({ directory, mark, listed, todo }: DirectoryWork): readonly PlaceEntry[] {
    if (mark.waiting === 0 || mark.asked === 0) return [];
    const names = this.#waiting.get(directory);
    const isNew = new Set(todo);
    return (listed ?? []).filter((one) => !isNew.has(one) && (names?.has(one.name) ?? true));
  }

  async next(work: DirectoryWork, gathered: Gathered): Promise<boolean> {
    const { place, pace, settings, now } = this.#options;
    const entry = nextFile(work);
    if (entry === undefined || work.run === null) return true;
    if (place.archive !== null && work.covered === 0) {
      if (!pace.take()) return false;
      await this.#askTape(work, gathered);
    }
    const path = joinPath(work.directory, entry.name);
    const needsLook = entry.adler32 === null && !work.seenBefore.has(entry.name);
    if (needsLook && !pace.take()) return false;
    const { look, isThere } = needsLook ? await this.#askOne(path, gathered) : NOT_ASKED;
    const seen: CopySeen = { entry, look, archive: work.archive.get(path) ?? null };
    const { location } = settings;
    if (isThere)
      gathered.facts.push(copyFact(work.run, { location, place, path, at: now() }, seen));
    if (!work.counted.has(entry.name)) work.mark = markFile(work.mark, entry);
    work.mark = markFound(work.mark, entry.name, isThere);
    if (isThere) this.#note(work, seen);
    work.done += 1;
    work.covered = Math.max(0, work.covered - 1);
    return true;
  }

  async #askTape(work: DirectoryWork, { problems }: Gathered): Promise<void> {
    const { place, settings } = this.#options;
    const asked = work.todo.slice(work.done, work.done + ARCHIVE_AT_ONCE);
    const paths = asked.map(({ name }) => joinPath(work.directory, name));
    work.archive = (await place.archive?.(paths)) ?? new Map();
    work.covered = asked.length;
    this.#options.answered();
    const silent = paths.filter((path) => !work.archive.has(path)).length;
    for (const path of paths) {
      const answer = work.archive.get(path);
      const complaint = answer === undefined ? null : complaintOf(answer);
      if (complaint !== null) problems.push(problem('tape', path, complaint));
    }
    if (silent === 0) return;
    const message = `the tape system left out ${String(silent)} of ${String(paths.length)} paths`;
    problems.push(problem('tape', `${settings.location}:/${work.directory}`, message));
  }

  /** A file that is listed and not found is asked for again in the next pass, if it is still listed; a stub has its content on tape and no checksum to give. */
  async #askOne(
    path: string,
    { problems }: Gathered,
  ): Promise<{ readonly look: FileLook | null; readonly isThere: boolean }> {
    const { place, answered } = this.#options;
    try {
      const look = await place.look(path);
      answered();
      return { look, isThere: true };
    } catch (thrown) {
      if (!(thrown instanceof PlaceError) || !thrown.isOfOneFile()) throw thrown;
      answered();
      const { outcome, message } = thrown;
      if (outcome !== 'stub') problems.push(problem(outcome, path, message));
      return { look: null, isThere: outcome !== 'missing' };
    }
  }

  #note(work: DirectoryWork, seen: CopySeen): void {
    const { entry } = seen;
    const isAgain = work.seenBefore.has(entry.name);
    const custody = custodyOf(seen);
    const isOnTape = custody?.locality === 'tape' || custody?.locality === 'both';
    const isTape = this.#options.place.archive !== null || entry.locality !== null;
    const still = this.#wait(work.directory, entry.name, isTape && !isOnTape);
    // Those that are asked for again after this one still wait.
    const waiting = still + (isAgain ? work.todo.length - work.done - 1 : 0);
    const first = (is: boolean): number => (is && !isAgain ? 1 : 0);
    const hasDigest = (seen.look?.adler32 ?? entry.adler32) !== null;
    const { counts } = work.mark;
    work.mark = {
      ...work.mark,
      waiting,
      counts: {
        ...counts,
        digest: counts.digest + first(hasDigest),
        noDigest: counts.noDigest + first(!hasDigest),
        onTape: counts.onTape + (isOnTape ? 1 : 0),
        unavailable: counts.unavailable + first(custody?.state === 'unavailable'),
        lost: counts.lost + first(custody?.state === 'lost'),
      },
    };
  }

  /** Whether a file waits for tape; returns how many of its directory do. */
  #wait(directory: string, name: string, mustWait: boolean): number {
    const names = this.#waiting.get(directory) ?? new Set<string>();
    if (mustWait) names.add(name);
    else names.delete(name);
    if (names.size > 0) this.#waiting.set(directory, names);
    else this.#waiting.delete(directory);
    return names.size;
  }
}

/** What is odd about an answer of the tape system; null: nothing. */
function complaintOf(answer: ArchiveAnswer): string | null {
  if (answer.error !== null) return answer.error.slice(0, 300);
  const word = answer.locality ?? '';
  return readLocality(word) === null ? `"${word.slice(0, 60)}" is no known locality` : null;
}

const NOT_ASKED = { look: null, isThere: true } as const;
