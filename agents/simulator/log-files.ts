/** Text logs that only grow: lines are gathered and appended, and after a restart none is written twice. */
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '#telemetry/errors.ts';
import { naiveTime } from '#telemetry/time.ts';

const TAIL_BYTES = 2_048;

/** What stands at the end of a log. */
interface Tail {
  readonly isEmpty: boolean;
  readonly isTorn: boolean;
  /** Naive time of the last complete line, or -Infinity. */
  readonly last: number;
}

const NOTHING: Tail = { isEmpty: true, isTorn: false, last: Number.NEGATIVE_INFINITY };

/** Naive time at the beginning of a line: `dd-mm-yy,HH:MM:SS` or `YYYY-MM-DD HH:MM:SS`. */
export function stampOfLine(line: string): number | null {
  const found =
    /^\s*(?:(?<d>\d\d)-(?<m>\d\d)-(?<y>\d\d),|20(?<Y>\d\d)-(?<M>\d\d)-(?<D>\d\d) )(?<h>\d\d):(?<n>\d\d):(?<s>\d\d)/.exec(
      line,
    );
  const part = found?.groups;
  if (part === undefined) return null;
  const number = (a: string, b: string): number => Number(part[a] ?? part[b]);
  const [year, month, day] = [2000 + number('y', 'Y'), number('m', 'M'), number('d', 'D')];
  return naiveTime(year, month, day, Number(part['h']), Number(part['n']), Number(part['s']));
}

function readTail(path: string): Tail {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return NOTHING;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    if (size === 0) return NOTHING;
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('utf8');
    const stamps = text.split('\n').slice(0, -1).map(stampOfLine);
    const last = stamps.findLast((stamp) => stamp !== null) ?? Number.NEGATIVE_INFINITY;
    return { isEmpty: false, isTorn: !text.endsWith('\n'), last };
  } finally {
    closeSync(file);
  }
}

export interface LogFiles {
  /** Gathers a line for a file below the folder; `naive` is its stamp; `header` goes before the first line. */
  add(path: string, naive: number, text: string, header?: string): void;
  /** Appends what was gathered, each file in one write. */
  flush(): void;
}

/** Opens logs below a folder; a line that a killed writer left torn is ended, and lines already there are left out. */
export function createLogFiles(folder: string): LogFiles {
  const pending = new Map<string, string>();
  /** Last stamp that was there when the file was first touched; lines up to it are skipped. */
  const before = new Map<string, number>();
  return {
    add(path, naive, text, header = '') {
      let last = before.get(path);
      if (last === undefined) {
        const tail = readTail(join(folder, path));
        last = tail.last;
        before.set(path, last);
        const start = (tail.isTorn ? '\r\n' : '') + (tail.isEmpty ? header : '');
        if (start !== '') pending.set(path, start);
      }
      if (Math.floor(naive / 1000) * 1000 <= last) return;
      before.set(path, Number.NEGATIVE_INFINITY);
      pending.set(path, (pending.get(path) ?? '') + text);
    },
    flush() {
      for (const [path, text] of pending) {
        const full = join(folder, path);
        mkdirSync(dirname(full), { recursive: true });
        appendFileSync(full, text);
      }
      pending.clear();
    },
  };
}
