/**
 * Walks a place directory by directory, and asks for what is new: it needs no catalogue, and sees what really is there.
 * A pass visits each directory once, the youngest first; one whose own time did not change and that holds no others is
 * not read again. What is new goes before what is old: a long directory is left for the next pass when that is due, and
 * files are asked for again only between passes.
 */

import { describeError } from '#telemetry/errors.ts';

import { matchNames } from '../../sources/glob-names.ts';
import type { PlaceSettings } from '../storage.schema.ts';
import { createAskFiles } from './ask-files.ts';
import type { AskFiles } from './ask-files.ts';
import { copyListFact, createRunName } from './copy-facts.ts';
import type { RunName } from './copy-facts.ts';
import { markText, NEW_MARK, oldestBefore, settleMark } from './directory-mark.ts';
import type { DirectoryMark } from './directory-mark.ts';
import { askAgain, compareList } from './compare-list.ts';
import { createWork, joinPath, nextFile } from './directory-work.ts';
import type { DirectoryWork, Gathered, Visit } from './directory-work.ts';
import type { Pace } from './pace.ts';
import { problem } from './parts.ts';
import { byAge, PlaceError } from './place.ts';
import type { Place, PlacePage } from './place.ts';
import type { Walk, WalkState } from './walk-state.ts';

export interface WalkOptions {
  readonly settings: PlaceSettings;
  readonly place: Place;
  readonly pace: Pace;
  readonly now: () => number;
  /** What was remembered, by directory. */
  readonly marks: Map<string, DirectoryMark>;
}

const TRIES = 5;
const MOST_ENTRIES = 200_000;
/** Files of one directory before which no pass breaks off. */
const LONG_FILES = 100;
/** Facts of one turn, so that a round stays small. */
const MOST_FACTS = 2_000;
const DAY_MS = 86_400_000;

/** Makes the walk of one place. */
export function createWalk(options: WalkOptions): Walk {
  return new PlaceWalk(options);
}

class PlaceWalk implements Walk {
  readonly #options: WalkOptions;
  readonly #files: AskFiles;
  readonly #runName: (directory: string) => RunName | null;
  readonly #isIgnored: (name: string) => boolean;
  #stack: Visit[] = [];
  #visited = new Set<string>();
  #work: DirectoryWork | null = null;
  #passDue = 0;
  #isPassing = false;
  /** Whether the pass has read everything: only then what it did not meet is gone. */
  #isWhole = false;
  #passEndedAt: number | null = null;
  #retries = 0;
  #isUp: boolean | null = null;

  constructor(options: WalkOptions) {
    this.#options = options;
    this.#files = createAskFiles({ ...options, answered: () => this.#answered() });
    this.#runName = createRunName(options.settings);
    this.#isIgnored = matchNames(options.settings.ignore);
  }

  state(): WalkState {
    return {
      passEndedAt: this.#passEndedAt,
      oldestUnasked: this.#work === null ? null : (nextFile(this.#work)?.modifiedAt ?? null),
      retries: this.#retries,
      isUp: this.#isUp,
    };
  }

  async go(isEnough: () => boolean): Promise<Gathered> {
    const gathered: Gathered = { facts: [], problems: [], cursor: new Map() };
    while (!isEnough() && gathered.facts.length < MOST_FACTS) {
      if (this.#work !== null && this.#isTooLong(this.#work)) this.#leave(this.#work, gathered);
      this.#work ??= this.#next(gathered);
      if (this.#work === null) break;
      try {
        if (!(await this.#step(this.#work, gathered))) break;
      } catch (thrown) {
        // What was gathered so far must not be lost with a fault of ours.
        const error =
          thrown instanceof PlaceError
            ? thrown
            : new PlaceError('failed', this.#subject(this.#work.directory), describeError(thrown));
        if (!this.#failed(this.#work, error, gathered)) break;
      }
    }
    if (this.#work !== null && this.#work.listed !== null) this.#keep(this.#work, gathered);
    return gathered;
  }

  /** The next directory of the pass, or between passes one whose files are due again; null: there is nothing to do now. */
  #next(gathered: Gathered): DirectoryWork | null {
    const { now, settings, marks } = this.#options;
    if (!this.#isPassing) {
      if (now() < this.#passDue) return this.#nextAgain();
      this.#passDue = now() + settings.pass_s * 1_000;
      [this.#isPassing, this.#isWhole] = [true, true];
      this.#visited = new Set();
      this.#stack = [{ directory: '', modifiedAt: null }];
    }
    for (let visit = this.#stack.pop(); visit !== undefined; visit = this.#stack.pop()) {
      this.#visited.add(visit.directory);
      if (!this.#mayPass(visit)) return createWork(visit, marks.get(visit.directory) ?? NEW_MARK);
    }
    this.#endPass(gathered);
    return this.#nextAgain();
  }

  #nextAgain(): DirectoryWork | null {
    const { marks, now, settings } = this.#options;
    const directory = oldestBefore(marks, now() - settings.verify_again_days * DAY_MS);
    return directory === null ? null : createWork({ directory, modifiedAt: null }, NEW_MARK);
  }

  #mayPass({ directory, modifiedAt }: Visit): boolean {
    const mark = this.#options.marks.get(directory);
    if (mark === undefined || modifiedAt === null || mark.modifiedAt !== modifiedAt) return false;
    return !mark.hasDirectories && mark.waiting === 0;
  }

  /** Whether a directory takes so long that the next pass is due: what is new elsewhere must not wait for it. */
  #isTooLong({ done }: DirectoryWork): boolean {
    return done >= LONG_FILES && this.#options.now() >= this.#passDue;
  }

  /** Goes on with it in the next pass, from its mark. */
  #leave(work: DirectoryWork, gathered: Gathered): void {
    this.#keep(work, gathered);
    [this.#work, this.#isPassing, this.#stack] = [null, false, []];
  }

  /** One request or two, or a file that needs none; false: the pace says stop. */
  async #step(work: DirectoryWork, gathered: Gathered): Promise<boolean> {
    if (work.listed === null) {
      if (!this.#options.pace.take()) return false;
      const page = await this.#options.place.list(work.directory, work.page);
      this.#answered();
      this.#takePage(work, page, gathered);
    } else if (nextFile(work) !== undefined) {
      if (!(await this.#files.next(work, gathered))) return false;
    } else {
      this.#finish(work, gathered);
    }
    work.tries = 0;
    return true;
  }

  #takePage(work: DirectoryWork, page: PlacePage, { problems, facts }: Gathered): void {
    const subject = this.#subject(work.directory);
    for (const entry of page.entries) if (!this.#isIgnored(entry.name)) work.entries.push(entry);
    for (const reason of page.odd.slice(0, 3)) problems.push(problem('odd entry', subject, reason));
    if (page.odd.length > 0) this.#isWhole = false;
    work.page = page.next;
    if (work.entries.length > MOST_ENTRIES) {
      const message = `more than ${String(MOST_ENTRIES)} entries are listed: the directory is left out`;
      problems.push(problem('too large', subject, message));
      [this.#work, this.#isWhole] = [null, false];
      return;
    }
    if (page.next !== null) return;
    const hasDirectories = this.#descend(work);
    work.run = this.#runName(work.directory);
    const listed = work.run === null ? [] : work.entries.filter((one) => !one.isDirectory);
    const before = this.#options.marks.get(work.directory)?.asked ?? 0;
    compareList(work, { listed, hasDirectories, before, now: this.#options.now() });
    askAgain(work, this.#files.stillWaiting(work));
    // A list with entries that could not be used is not whole: nothing is missing from it.
    if (work.run !== null && work.hasLost && page.odd.length === 0) {
      const names = listed.map(({ name }) => name);
      facts.push(
        copyListFact(work.run, this.#options.settings.location, names, this.#options.now()),
      );
    }
  }

  /** Puts the directories of a list on the way; whether there are any. */
  #descend({ directory, entries }: DirectoryWork): boolean {
    if (!this.#isPassing) return this.#options.marks.get(directory)?.hasDirectories ?? false;
    const directories = entries.filter(({ isDirectory }) => isDirectory);
    const depth = directory === '' ? 0 : directory.split('/').length;
    if (depth < this.#options.settings.max_depth)
      for (const { name, modifiedAt } of directories.toSorted(byAge))
        this.#stack.push({ directory: joinPath(directory, name), modifiedAt });
    return directories.length > 0;
  }

  #finish(work: DirectoryWork, gathered: Gathered): void {
    const settled = settleMark(work.mark, work.listed ?? [], this.#options.now());
    // A time in seconds may hide what came in the same second: such a directory is read once more.
    const isOld = settled.since - (work.modifiedAt ?? 0) > 5_000;
    const isTrusted =
      this.#options.settings.trust_directory_times && isOld && settled.absent.length === 0;
    work.mark = { ...settled, modifiedAt: isTrusted ? work.modifiedAt : null };
    this.#keep(work, gathered);
    this.#work = null;
  }

  #keep({ directory, mark }: DirectoryWork, { cursor, problems }: Gathered): void {
    const { marks, settings } = this.#options;
    if (!marks.has(directory) && marks.size >= settings.max_directories) {
      const message = 'there are more directories than max_directories: not all are remembered';
      problems.push(problem('too large', this.#subject(''), message));
      return;
    }
    marks.set(directory, mark);
    cursor.set(directory, markText(mark));
  }

  /** Directories that a whole pass did not meet are gone, and their copies with them; unless it is most of the place. */
  #endPass({ facts, problems, cursor }: Gathered): void {
    const { marks, settings, now } = this.#options;
    this.#isPassing = false;
    this.#passEndedAt = now();
    if (!this.#isWhole) return;
    const gone = [...marks.keys()].filter((directory) => !this.#visited.has(directory));
    if (gone.length > 3 && gone.length * 2 > marks.size) {
      const message = `${String(gone.length)} of ${String(marks.size)} directories are no longer listed: nothing is taken for removed`;
      problems.push(problem('vanished', this.#subject(''), message));
      return;
    }
    for (const directory of gone) {
      const run = this.#runName(directory);
      if (run !== null && (marks.get(directory)?.asked ?? 0) > 0)
        facts.push(copyListFact(run, settings.location, [], now()));
      marks.delete(directory);
      cursor.set(directory, '');
    }
  }

  #answered(): void {
    this.#isUp = true;
    this.#options.pace.worked();
  }

  /** What to do after a failure: wait and try again, at most five times; then go on without it. True: go on at once. */
  #failed(work: DirectoryWork, error: PlaceError, gathered: Gathered): boolean {
    const { pace } = this.#options;
    const { problems } = gathered;
    const isRoot = work.directory === '';
    const isGone = error.isOfOneFile() && work.listed === null && !isRoot;
    problems.push(problem(error.outcome, this.#subject(work.directory), error.message));
    if (isGone) {
      // A directory that is closed, or went since its parent was read: the others go on.
      this.#answered();
      this.#drop(work, gathered);
      return true;
    }
    this.#isUp = false;
    this.#retries += 1;
    work.tries += 1;
    pace.failed(error.retryAfterMs);
    if (work.tries < TRIES) return false;
    const message = `${String(TRIES)} requests failed in a row: left until the next pass`;
    problems.push(problem('given up', this.#subject(work.directory), message));
    this.#drop(work, gathered);
    // Without its root there is no pass; the pauses grow until it answers.
    if (isRoot) [this.#isPassing, this.#passDue] = [false, 0];
    return false;
  }

  /** Leaves a directory until the next pass; one whose files were due again is due again in a day. */
  #drop(work: DirectoryWork, gathered: Gathered): void {
    const { marks, now, settings } = this.#options;
    const { directory } = work;
    const mark = marks.get(directory);
    if (work.listed !== null) this.#keep(work, gathered);
    else if (!this.#isPassing && mark !== undefined)
      marks.set(directory, { ...mark, since: now() - (settings.verify_again_days - 1) * DAY_MS });
    [this.#work, this.#isWhole] = [null, false];
  }

  #subject(directory: string): string {
    return `${this.#options.settings.location}:/${directory}`;
  }
}
