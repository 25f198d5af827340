/** A sender whose recorder can be changed while the delivery goes on. */

import { createSender } from './sender.ts';
import type { Sender, SenderOptions } from './sender.ts';

export interface MovableSender extends Sender {
  /** The next batch goes there; one that is on its way is cut, and sent again. */
  readonly pointTo: (options: SenderOptions) => void;
}

/** Makes the sender; the same options again change nothing. */
export function createMovableSender(options: SenderOptions): MovableSender {
  let current = { options, sender: createSender(options) };
  return {
    post: (body, headers) => current.sender.post(body, headers),
    close() {
      current.sender.close();
    },
    pointTo(next) {
      if (JSON.stringify(next) === JSON.stringify(current.options)) return;
      const { sender } = current;
      current = { options: next, sender: createSender(next) };
      sender.close();
    },
  };
}
