/** What a child tells the `flash up` that started it; without one, nothing happens. */

export type ChildMessage =
  | { readonly kind: 'step'; readonly title: string }
  | { readonly kind: 'detail'; readonly detail: string }
  | { readonly kind: 'ready'; readonly url: string };

/** Sends a message to the parent, where there is one. */
export function tellParent(message: ChildMessage): void {
  if (process.connected && process.send !== undefined) process.send(message);
}

/** Returns the message if it is one of ours, else null. */
export function readChildMessage(message: unknown): ChildMessage | null {
  if (typeof message !== 'object' || message === null || !('kind' in message)) return null;
  if (message.kind === 'step' && 'title' in message && typeof message.title === 'string') {
    return { kind: 'step', title: message.title };
  }
  if (message.kind === 'detail' && 'detail' in message && typeof message.detail === 'string') {
    return { kind: 'detail', detail: message.detail };
  }
  if (message.kind === 'ready' && 'url' in message && typeof message.url === 'string') {
    return { kind: 'ready', url: message.url };
  }
  return null;
}
