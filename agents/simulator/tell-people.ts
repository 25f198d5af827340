/** Hands what the demo's people do to the hub, as anybody with its token does; what the hub does not know yet waits. */
import { readFile } from 'node:fs/promises';
import { createSender } from '#telemetry/delivery/sender.ts';
import type { Act } from '#telemetry/logbook/act.ts';

/** A run that is not taken in after so many looks will not be: what was said of it is dropped, and that is said. */
const MOST_LOOKS = 200;

export interface Teller {
  /** Sends what was not sent yet, in its order; without a hub, or its token, nothing happens. */
  readonly tell: (acts: readonly Act[]) => Promise<void>;
  readonly close: () => void;
}

/** Makes a teller for the hub at `url` whose token lies at `tokenPath`. */
export function createTeller(options: {
  readonly url: string;
  readonly tokenPath: string;
  readonly say: (line: string) => void;
}): Teller {
  const { url, tokenPath, say } = options;
  const sender = createSender({ url: `${url}/write/v1/acts`, timeoutMs: 10_000 });
  const done = new Set<string>();
  const looks = new Map<string, number>();
  return {
    close: sender.close,
    async tell(acts) {
      const waiting = acts.filter(({ id }) => !done.has(id));
      if (waiting.length === 0) return;
      const token = await readFile(tokenPath, 'utf8').catch(() => null);
      if (token === null) return;
      const headers = {
        authorization: `Bearer ${token.trim()}`,
        'content-type': 'application/json',
      };
      for (const act of waiting) {
        const answer = await sender.post(JSON.stringify(act), headers).catch(() => null);
        // No hub, or not now: the next look begins here again.
        if (answer === null || answer.status >= 500 || answer.status === 401) return;
        const looked = (looks.get(act.id) ?? 0) + 1;
        looks.set(act.id, looked);
        const isUnknown = answer.status === 404 && looked < MOST_LOOKS;
        if (isUnknown) continue;
        done.add(act.id);
        // 409: told before a restart, in the words of then.
        if (answer.status >= 400 && answer.status !== 409)
          say(`people: ${act.do} ${act.id} was not taken: ${answer.body.slice(0, 200)}`);
      }
    },
  };
}
