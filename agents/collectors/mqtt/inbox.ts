/** Messages between their arrival and their acknowledgement: taken once however often the broker sends them, bounded in number. */

import type { MqttMessage } from '#agents/sources/mqtt-connection.ts';

/** What a message became; null where it was refused or brings nothing new. */
export type ReadMessage<Taken> = (message: MqttMessage) => Taken | null;

export interface Inbox<Taken> {
  /** Puts a message in. `connection` is the number of the connection that brought it. */
  readonly put: (message: MqttMessage, connection: number) => void;
  /** Takes what waits, oldest first. */
  readonly take: () => readonly Taken[];
  /** What was taken is in the spool; returns the ids that the given connection may acknowledge now. */
  readonly settle: (connection: number) => readonly number[];
  /** The broker has handled these acknowledgements. */
  readonly confirm: (ids: readonly number[]) => void;
  /** Messages of QoS 1 that are not acknowledged yet on this connection. */
  readonly unsettled: (connection: number) => number;
  readonly waiting: () => number;
  readonly repeated: () => number;
  readonly thinned: () => number;
  /** What a restarted agent has to know so as not to take a message twice. */
  readonly keep: () => string;
}

export interface InboxOptions<Taken> {
  readonly read: ReadMessage<Taken>;
  /** Messages of QoS 0 that may wait. */
  readonly limit: number;
  /** Messages of QoS 1 that are known beyond those that must be. */
  readonly knows: number;
  /** What `keep` gave before the restart. */
  readonly kept: string | undefined;
}

interface Entry<Taken> {
  readonly taken: Taken | null;
  readonly id: number | null;
  connection: number;
}

interface Known<Taken> {
  readonly digest: number;
  /** Null: it is in the spool. */
  entry: Entry<Taken> | null;
  /** The broker has handled its acknowledgement, so it will not come again unless the broker forgets that. */
  isConfirmed: boolean;
}

/** Ids are of 16 bits: no broker that keeps the rules has more messages of QoS 1 under way. */
const MOST_IDS = 65_535;

/**
 * Makes the inbox.
 *
 * A message of QoS 1 is known by its id, topic and content until the broker has handled its acknowledgement, and the last
 * `knows` of them after that, in case the broker itself forgets. One that it repeats, after a lost connection or after
 * the agent was killed between spool and acknowledgement, is only acknowledged again. A message of QoS 0 that finds
 * `limit` of its kind waiting is thinned.
 */
export function createInbox<Taken>(options: InboxOptions<Taken>): Inbox<Taken> {
  return new MessageInbox(options);
}

class MessageInbox<Taken> implements Inbox<Taken> {
  readonly #options: InboxOptions<Taken>;
  readonly #known: Map<number, Known<Taken>>;
  #waiting: Entry<Taken>[] = [];
  #taken: Entry<Taken>[] = [];
  /** Ids to acknowledge without a round, because their messages are in the spool already. */
  #again: { readonly id: number; readonly connection: number }[] = [];
  #unsettled = { connection: 0, count: 0 };
  /** Of those that wait, how many are of QoS 0. */
  #loose = 0;
  #repeated = 0;
  #thinned = 0;

  constructor(options: InboxOptions<Taken>) {
    this.#options = options;
    this.#known = restore<Taken>(options.kept);
  }

  put(message: MqttMessage, connection: number): void {
    const { read, limit } = this.#options;
    const { id } = message;
    const isFull = id === null ? this.#loose >= limit : this.#waiting.length >= limit + MOST_IDS;
    if (isFull) {
      this.#thinned += 1;
      return;
    }
    if (id !== null) this.#count(connection);
    if (id !== null && this.#isRepeat(message, id, connection)) return;
    const entry = { taken: read(message), id, connection };
    if (id !== null) this.#remember(id, digestOf(message), entry);
    else if (entry.taken === null) return;
    else this.#loose += 1;
    this.#waiting.push(entry);
  }

  take(): readonly Taken[] {
    const fresh = this.#waiting;
    for (const entry of fresh) this.#taken.push(entry);
    this.#waiting = [];
    this.#loose = 0;
    return fresh.flatMap(({ taken }) => (taken === null ? [] : [taken]));
  }

  settle(connection: number): readonly number[] {
    const ids: number[] = [];
    for (const entry of this.#taken) {
      if (entry.id === null) continue;
      const open = this.#known.get(entry.id);
      if (open?.entry === entry) open.entry = null;
      if (entry.connection === connection) ids.push(entry.id);
    }
    for (const one of this.#again) if (one.connection === connection) ids.push(one.id);
    this.#taken = [];
    this.#again = [];
    if (this.#unsettled.connection === connection) this.#unsettled.count -= ids.length;
    return ids;
  }

  confirm(ids: readonly number[]): void {
    for (const id of ids) {
      const known = this.#known.get(id);
      if (known?.entry === null) known.isConfirmed = true;
    }
  }

  unsettled(connection: number): number {
    return this.#unsettled.connection === connection ? this.#unsettled.count : 0;
  }

  waiting(): number {
    return this.#waiting.length;
  }

  repeated(): number {
    return this.#repeated;
  }

  thinned(): number {
    return this.#thinned;
  }

  keep(): string {
    return JSON.stringify([...this.#known].map(([id, { digest }]) => [id, digest]));
  }

  #count(connection: number): void {
    if (this.#unsettled.connection === connection) this.#unsettled.count += 1;
    else this.#unsettled = { connection, count: 1 };
  }

  #isRepeat(message: MqttMessage, id: number, connection: number): boolean {
    if (!message.isRepeated) return false;
    const before = this.#known.get(id);
    if (before?.digest !== digestOf(message)) return false;
    this.#repeated += 1;
    if (before.entry === null) this.#again.push({ id, connection });
    else before.entry.connection = connection;
    before.isConfirmed = false;
    this.#known.delete(id);
    this.#known.set(id, before);
    return true;
  }

  #remember(id: number, digest: number, entry: Entry<Taken>): void {
    const known = this.#known;
    known.delete(id);
    known.set(id, { digest, entry, isConfirmed: false });
    for (const [oldest, { isConfirmed }] of known) {
      if (known.size <= this.#options.knows) return;
      if (isConfirmed) known.delete(oldest);
    }
  }
}

/** Reads what `keep` wrote; anything else is nothing. */
function restore<Taken>(text = '[]'): Map<number, Known<Taken>> {
  const known = new Map<number, Known<Taken>>();
  let pairs: unknown;
  try {
    pairs = JSON.parse(text);
  } catch {
    return known;
  }
  if (!Array.isArray(pairs)) return known;
  for (const pair of pairs as readonly unknown[]) {
    if (!Array.isArray(pair)) continue;
    const [id, digest] = pair as readonly unknown[];
    if (typeof id === 'number' && typeof digest === 'number')
      known.set(id, { digest, entry: null, isConfirmed: true });
  }
  return known;
}

/** FNV-1a of topic and content, 32 bits: beside the id it only has to tell two messages under one id apart. */
export function digestOf({ topic, payload }: Pick<MqttMessage, 'topic' | 'payload'>): number {
  let hash = 0x811c9dc5;
  const mix = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  for (let at = 0; at < topic.length; at += 1) mix(topic.charCodeAt(at));
  mix(0);
  for (const byte of payload) mix(byte);
  return hash >>> 0;
}
