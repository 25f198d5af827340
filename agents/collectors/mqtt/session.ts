/** Keeps one connection to the broker after another, with a growing pause between failures, and knows when its queue is empty. */

import type { MqttConnection, MqttListener, MqttMessage } from '#agents/sources/mqtt-connection.ts';
import { backoffMs } from '#telemetry/delivery/backoff.ts';

export interface SessionOptions {
  /** Opens a connection; it may throw where a file with a secret cannot be read. */
  readonly open: (listener: MqttListener) => Promise<MqttConnection>;
  readonly filters: readonly string[];
  /** Filters that the broker may still hold for us from before. */
  readonly oldFilters: readonly string[];
  readonly onMessage: (message: MqttMessage, connection: number) => void;
  /** The broker has handled the acknowledgement of these. */
  readonly onConfirmed: (ids: readonly number[]) => void;
  /** Something the broker refuses: a sentence. */
  readonly onRefused: (message: string) => void;
  /** Messages of QoS 1 that came on the connection and are not acknowledged. */
  readonly unsettled: (connection: number) => number;
}

export interface Session {
  readonly start: () => void;
  readonly isConnected: () => boolean;
  /** Why there is no connection; null: there is one, or the first is being made. */
  readonly reason: () => string | null;
  /** Number of the connection that is open, 0 before the first. */
  readonly connection: () => number;
  /** Whether messages may have waited in the broker: then nobody knows when they were sent. */
  readonly mayBeQueued: () => boolean;
  /** Acknowledgements were held back for long: from now on messages may have waited in the broker. */
  readonly suspect: () => void;
  readonly acknowledge: (ids: readonly number[]) => void;
  readonly connected: () => number;
  readonly failed: () => number;
  /** Resolves when a message came, a connection ended or was made, or after `ms`. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly stop: () => Promise<void>;
}

const GOODBYE_MS = 1_000;

export function createSession(options: SessionOptions): Session {
  return new BrokerSession(options);
}

class BrokerSession implements Session {
  readonly #options: SessionOptions;
  #open: MqttConnection | null = null;
  #isConnected = false;
  #isStopped = false;
  #reason: string | null = null;
  #connection = 0;
  #connected = 0;
  #failures = 0;
  #failed = 0;
  #retry: NodeJS.Timeout | undefined;
  #wake: (() => void) | null = null;
  /** Queued messages may still come; pings without an answer, the most that was ever unsettled, and what waits for the answer. */
  #mayBeQueued = false;
  #pings = 0;
  #most = 0;
  readonly #held: number[] = [];
  /** Acknowledged before the ping that is out. */
  #underway: readonly number[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  isConnected = (): boolean => this.#isConnected;
  reason = (): string | null => this.#reason;
  connection = (): number => this.#connection;
  mayBeQueued = (): boolean => this.#mayBeQueued;
  connected = (): number => this.#connected;
  failed = (): number => this.#failed;

  start = (): void => {
    this.#connection += 1;
    const connection = this.#connection;
    const isOurs = (): boolean => connection === this.#connection && !this.#isStopped;
    const listener: MqttListener = {
      onConnected: (hasSession) => {
        if (isOurs()) this.#onConnected(hasSession);
      },
      onMessage: (message) => {
        if (!isOurs()) return;
        this.#options.onMessage(message, connection);
        const unsettled = this.#options.unsettled(connection) + this.#held.length;
        this.#most = Math.max(this.#most, unsettled);
        this.#awake();
      },
      onPong: () => {
        if (isOurs()) this.#onPong();
      },
      onClosed: (reason) => {
        if (isOurs()) this.#onClosed(reason);
      },
    };
    this.#options.open(listener).then(
      (open) => {
        if (isOurs()) this.#open = open;
        else void open.end(GOODBYE_MS);
      },
      (thrown: unknown) => {
        if (isOurs()) this.#onClosed(thrown instanceof Error ? thrown.message : String(thrown));
      },
    );
  };

  suspect = (): void => {
    this.#mayBeQueued = true;
  };

  /** One batch at a time: the next waits until the broker has handled the last. */
  acknowledge = (ids: readonly number[]): void => {
    if (!this.#isConnected || this.#open === null) return;
    if (this.#pings > 0) {
      this.#held.push(...ids);
      return;
    }
    if (ids.length === 0 && !this.#mayBeQueued) return;
    this.#open.acknowledge(ids);
    this.#underway = ids;
    this.#ping();
  };

  wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      this.#wake = done;
    });

  stop = async (): Promise<void> => {
    this.#isStopped = true;
    this.#isConnected = false;
    clearTimeout(this.#retry);
    this.#awake();
    await this.#open?.end(GOODBYE_MS);
  };

  #awake(): void {
    this.#wake?.();
  }

  #onConnected(hasSession: boolean): void {
    const { filters, oldFilters, onRefused } = this.#options;
    this.#isConnected = true;
    this.#reason = null;
    this.#connected += 1;
    this.#failures = 0;
    this.#mayBeQueued = hasSession;
    this.#pings = 0;
    this.#most = 0;
    this.#held.length = 0;
    this.#underway = [];
    // The library calls back in a later turn of the loop than `open` resolves in.
    const gone = oldFilters.filter((filter) => !filters.includes(filter));
    if (hasSession && gone.length > 0) this.#open?.unsubscribe(gone);
    void this.#open?.subscribe(filters).then((refused) => {
      refused.forEach(onRefused);
      return undefined;
    });
    if (hasSession) this.#ping();
    this.#awake();
  }

  #ping(): void {
    this.#pings += 1;
    this.#open?.ping();
  }

  /**
   * The broker handles acknowledgements before the ping that follows them, and none is sent between ping and answer:
   * so whatever it let go of its queue has come. Fewer unsettled messages than it once had under way: it had room for
   * more, so none wait.
   */
  #onPong(): void {
    if (this.#pings === 0) return;
    this.#pings -= 1;
    if (this.#pings > 0) return;
    this.#options.onConfirmed(this.#underway);
    this.#underway = [];
    const unsettled = this.#options.unsettled(this.#connection) + this.#held.length;
    if (unsettled === 0 || unsettled < this.#most) this.#mayBeQueued = false;
    if (this.#held.length > 0) this.acknowledge(this.#held.splice(0));
  }

  #onClosed(reason: string): void {
    this.#isConnected = false;
    this.#open = null;
    this.#reason = reason;
    this.#failures += 1;
    this.#failed += 1;
    this.#awake();
    this.#retry = setTimeout(this.start, backoffMs(this.#failures, Math.random()));
  }
}
