/** Looks into directories with find(1) in a child that can be killed, so that a mount that hangs costs one count. */

import type { DirectoryContent } from '../formats/find-output.ts';
import {
  CLOSED_FORMAT,
  CONTENT_FORMAT,
  parseContents,
  parseTimes,
  TIMES_FORMAT,
} from '../formats/find-output.ts';
import { createOneChild } from './one-child.ts';

export interface DirectoryReader {
  /** Modification times of directories; one that is not there is not in the answer. @throws FlashError, transient. */
  readonly times: (
    paths: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, string>>;
  /** What directories hold; one that is not there or may not be read is not in the answer. @throws FlashError, transient. */
  readonly contents: (
    paths: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly DirectoryContent[]>;
}

/** find(1) ends with 1 where one of its directories could not be read; the others are answered all the same. */
const OK_CODES = [0, 1];

/** Makes the reader of one root; at most one child of it exists at any time. Wants GNU find. */
export function createDirectoryReader(root: string, timeoutMs: number): DirectoryReader {
  const child = createOneChild(root);
  const find = (paths: readonly string[], rule: readonly string[], signal: AbortSignal) =>
    child.run({
      command: ['env', 'LC_ALL=C', 'find', '-H', ...paths, ...rule],
      timeoutMs,
      signal,
      okCodes: OK_CODES,
    });
  return {
    times: async (paths, signal) =>
      parseTimes(await find(paths, ['-maxdepth', '0', '-printf', TIMES_FORMAT], signal)),
    async contents(paths, signal) {
      const isClosed = ['-type', 'd', '!', '(', '-readable', '-executable', ')'];
      const closed = ['(', ...isClosed, '-printf', CLOSED_FORMAT, '-prune', ')'];
      const rule = ['-maxdepth', '1', ...closed, '-o', '-printf', CONTENT_FORMAT];
      const asked = new Set(paths);
      const found = parseContents(await find(paths, rule, signal));
      return found.filter(({ path }) => asked.has(path));
    },
  };
}
