/** Progress for a person: one line a step, ticking on a terminal, with its time when it is done. */

export interface Step {
  /** Replaces what is said of the step: a count, a time. */
  update(detail: string): void;
  done(detail?: string): void;
  fail(): void;
}

export interface Steps {
  /** Begins to show a step; `began`: when its work did, as `now` counts. */
  begin(title: string, began?: number): Step;
}

export interface StepsOptions {
  readonly write: (text: string) => void;
  /** A terminal can rewrite its line; anything else gets a line every ten seconds. */
  readonly isTerminal: boolean;
  readonly now?: () => number;
}

const WIDTH = 40;
const QUIET_EVERY_MS = 10_000;

/** Makes steps that write to one stream; a step that ends within a second says so without ticking. */
export function createSteps(options: StepsOptions): Steps {
  const { write, isTerminal, now = () => performance.now() } = options;
  return {
    begin(title, began = now()) {
      let detail = '';
      let saidAt = now();
      const seconds = (): string =>
        `${((now() - began) / 1_000).toFixed(now() - began < 9_950 ? 1 : 0)} s`;
      const line = (end: string): string =>
        `  ${(detail === '' ? title : `${title}: ${detail}`).padEnd(WIDTH)} ${end}`;
      const tick = (): void => {
        if (isTerminal) write(`\r\u001B[K${line(`… ${seconds()}`)}`);
        else if (now() - saidAt >= QUIET_EVERY_MS) {
          saidAt = now();
          write(`${line(`… ${seconds()}`)}\n`);
        }
      };
      const timer = setInterval(tick, 500);
      timer.unref();
      const end = (text: string): void => {
        clearInterval(timer);
        write(`${isTerminal ? '\r\u001B[K' : ''}${line(text)}\n`);
      };
      return {
        update(text) {
          detail = text;
        },
        done(text) {
          if (text !== undefined) detail = text;
          end(seconds());
        },
        fail() {
          end('failed');
        },
      };
    },
  };
}
