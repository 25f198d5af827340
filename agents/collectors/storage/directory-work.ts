/** The work on one directory of a place: its list, page by page, and then its files, one by one. */

import type { Fact } from '#telemetry/facts/index.ts';

import type { CollectorProblem } from '../../collector.ts';
import type { ArchiveAnswer } from '../../formats/tape-rest.ts';
import type { RunName } from './copy-facts.ts';
import type { DirectoryMark } from './directory-mark.ts';
import type { PlaceEntry } from './place.ts';

/** A directory that a pass comes to. */
export interface Visit {
  /** Below the root; empty: the root itself. */
  readonly directory: string;
  /** As its parent listed it, UTC ms; null: not said. */
  readonly modifiedAt: number | null;
}

export interface DirectoryWork extends Visit {
  /** What was listed so far. */
  readonly entries: PlaceEntry[];
  /** Asks for the next page. */
  page: string | null;
  /** Files of the whole list; null: it is not whole yet. */
  listed: readonly PlaceEntry[] | null;
  /** Files to be asked for, and how many of them have been. */
  todo: readonly PlaceEntry[];
  done: number;
  /** Names among them that were asked for before, and only wait for tape. */
  readonly seenBefore: Set<string>;
  /** Names among them that the mark has counted already: those, and such as were not found before. */
  readonly counted: Set<string>;
  /** Whether files that were there are no longer listed, or may be. */
  hasLost: boolean;
  run: RunName | null;
  mark: DirectoryMark;
  /** Answers of the tape system to the next `covered` files of `todo`. */
  archive: ReadonlyMap<string, ArchiveAnswer>;
  covered: number;
  /** Failures in a row. */
  tries: number;
}

export function createWork(visit: Visit, mark: DirectoryMark): DirectoryWork {
  return {
    ...visit,
    entries: [],
    page: null,
    listed: null,
    todo: [],
    done: 0,
    seenBefore: new Set(),
    counted: new Set(),
    hasLost: false,
    run: null,
    mark,
    archive: new Map(),
    covered: 0,
    tries: 0,
  };
}

/** What a turn of the walk has gathered. */
export interface Gathered {
  readonly facts: Fact[];
  readonly problems: CollectorProblem[];
  /** Marks that changed, as text, by directory; an empty text forgets. */
  readonly cursor: Map<string, string>;
}

/** The file to ask for next; undefined: all have been. */
export function nextFile({ todo, done }: DirectoryWork): PlaceEntry | undefined {
  return todo[done];
}

/** The path of a name in a directory. */
export function joinPath(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
