/** The spool: facts wait here, on disk, until the recorder has them; a collector's cursor moves in the same transaction. */

import type { DatabaseSync } from 'node:sqlite';

import type { Effects } from '../effects.ts';
import type { Fact } from '../facts/index.ts';
import { faultPoint } from '../fault.ts';
import { fullDisk, isDamage, isFullDisk, openDatabase, suspect } from './open-database.ts';
import { readSlice, readTotals, wholeCursor, wholeStream } from './read-rows.ts';
import type { Totals } from './read-rows.ts';
import type { SalvageReport } from './salvage-report.ts';
import { sumOf } from './sum.ts';
import { prepareStatements, RENUMBER } from './statements.ts';
import type { Statements } from './statements.ts';
import { newUuid, readUuid } from './uuid.ts';

/** Where a spool lies, and how much it may hold. */
export interface SpoolOptions {
  /** Who tells the recorder what is lost where a damaged file is saved; absent: nobody. */
  readonly node?: string;
  /** `<home>/spool/spool.db`. */
  readonly file: string;
  /** The spool is full when its facts hold this many bytes. */
  readonly maxBytes: number;
  readonly effects: Effects;
  /** Called once when the file turns out to be damaged while it is used: it is mended when it is opened the next time. */
  readonly onDamage?: () => void;
}

/** Consecutive facts of one stream, oldest first, as JSON texts. */
export interface SpoolSlice {
  readonly stream: string;
  /** Sequence number, inclusive. */
  readonly first: number;
  /** Sequence number, inclusive. */
  readonly last: number;
  readonly bodies: readonly string[];
  /** `traceparent` of the newest fact's round, where traces are on. */
  readonly trace: string | null;
}

/** What waits in a spool. */
export interface SpoolState {
  /** How many wait. */
  readonly facts: number;
  /** Bytes of the facts' texts. */
  readonly bytes: number;
  /** When the oldest of them was stored, UTC ms; null: none waits. */
  readonly oldestAt: number | null;
  readonly isFull: boolean;
  /** Facts that the recorder would not have, kept in the table `aside`. */
  readonly aside: number;
}

/** What one round puts into a spool, whole or not at all. */
export interface StoreInput {
  /** The stream and the collector's name are one. */
  readonly stream: string;
  readonly facts: readonly Fact[];
  /** An empty text deletes its key. */
  readonly cursor: Readonly<Record<string, string>>;
  /** `traceparent` of the round; null or absent: traces are off. */
  readonly trace?: string | null;
}

/** Keeps facts on the node's disk until the hub has confirmed them. */
export interface Spool {
  /** Made with the file, new after damage or restore. */
  readonly uuid: string;
  /** What became of the last damaged file, as long as that is kept; null where there is none. */
  readonly salvaged: SalvageReport | null;
  /** Stores facts and cursor in one transaction; nothing of either stays where it throws. */
  readonly store: (input: StoreInput) => void;
  /** How far a collector had read, by key. */
  readonly cursorOf: (collector: string) => Map<string, string>;
  /** Streams that have facts to deliver, by name. */
  readonly pending: () => readonly string[];
  /** The oldest facts of a stream, at least one and within the limits; null where there is none. */
  readonly slice: (stream: string, maxFacts: number, maxBytes: number) => SpoolSlice | null;
  /** Deletes facts up to `sequence`; returns how many. */
  readonly acknowledge: (stream: string, sequence: number) => number;
  /** The number up to which the recorder has the stream, and the next that will be given. */
  readonly position: (stream: string) => { readonly acknowledged: number; readonly next: number };
  /** Puts a fact that cannot be delivered into the table `aside`; `replacement` takes its place in the stream. */
  readonly setAside: (stream: string, sequence: number, reason: string, replacement: Fact) => void;
  /** Becomes a new spool: another UUID, and what it holds is numbered from 1 again. */
  readonly renew: () => void;
  /** What waits at this moment. */
  readonly state: () => SpoolState;
  /** Calls back after each commit that stored facts. */
  readonly onStored: (listener: () => void) => void;
  /** Closes the file; what was stored stays. */
  readonly close: () => void;
}

/** Opens the spool; throws a FlashError where another agent has it. A damaged file is moved aside and said loudly. */
export function openSpool(options: SpoolOptions): Spool {
  const { file, node = null, effects } = options;
  const { database, salvaged } = openDatabase(file, node, effects);
  try {
    return new SqliteSpool(options, database, salvaged);
  } catch (thrown) {
    database.close();
    throw isDamage(thrown) ? suspect(file, thrown) : thrown;
  }
}

/** SQLite's words for when a commit is synced (sqlite.org/pragma.html#pragma_synchronous). */
type Durability = 'FULL' | 'NORMAL';

class SqliteSpool implements Spool {
  #uuid: string;
  readonly salvaged: SalvageReport | null;
  readonly #options: SpoolOptions;
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #listeners: (() => void)[] = [];
  #totals: Totals;
  #isDamaged = false;
  /** As `openDatabase` leaves it. */
  #durability: Durability = 'FULL';

  constructor(options: SpoolOptions, database: DatabaseSync, salvaged: SalvageReport | null) {
    this.#uuid = readUuid(database);
    this.salvaged = salvaged;
    this.#options = options;
    this.#database = database;
    this.#sql = prepareStatements(database);
    this.#totals = readTotals(database);
  }

  get uuid(): string {
    return this.#uuid;
  }

  store({ stream, facts, cursor, trace = null }: StoreInput): void {
    const entries = Object.entries(cursor);
    if (facts.length === 0 && entries.length === 0) return;
    let bytes = 0;
    this.#transaction('FULL', () => {
      bytes = this.#insert(stream, facts, trace);
      faultPoint('spool:facts');
      for (const [key, value] of entries) {
        if (value === '') this.#sql.forget.run(stream, key);
        else this.#sql.remember.run(stream, key, value);
      }
    });
    faultPoint('spool:committed');
    this.#totals.facts += facts.length;
    this.#totals.bytes += bytes;
    if (facts.length > 0) for (const listener of this.#listeners) listener();
  }

  cursorOf(collector: string): Map<string, string> {
    const rows = this.#guard(() => this.#sql.cursor.all(collector).map(wholeCursor));
    return new Map(rows.map((row) => [String(row['key']), String(row['value'])]));
  }

  pending(): readonly string[] {
    return this.#guard(() =>
      this.#sql.pending.all().map((row) => String(wholeStream(row)['name'])),
    );
  }

  slice(stream: string, maxFacts: number, maxBytes: number): SpoolSlice | null {
    return this.#guard(() => readSlice(this.#sql.facts, stream, maxFacts, maxBytes));
  }

  acknowledge(stream: string, sequence: number): number {
    let removed = 0;
    let bytes = 0;
    this.#transaction('NORMAL', () => {
      bytes = Number(this.#sql.bytesUpTo.get(stream, sequence)?.['bytes'] ?? 0);
      removed = Number(this.#sql.remove.run(stream, sequence).changes);
      this.#sql.acknowledge.run(sequence, stream);
    });
    this.#totals.facts -= removed;
    this.#totals.bytes -= bytes;
    return removed;
  }

  position(stream: string): { acknowledged: number; next: number } {
    const row = this.#guard(() => wholeStream(this.#sql.stream.get(stream)));
    return { acknowledged: Number(row?.['acknowledged'] ?? 0), next: Number(row?.['next'] ?? 1) };
  }

  setAside(stream: string, sequence: number, reason: string, replacement: Fact): void {
    this.#transaction('FULL', () => {
      this.#sql.aside.run(this.#options.effects.clock.now(), reason, stream, sequence);
      this.#sql.replace.run(JSON.stringify(replacement), stream, sequence);
    });
    this.#totals = readTotals(this.#database);
  }

  renew(): void {
    const uuid = newUuid(this.#database);
    this.#transaction('FULL', () => {
      this.#database.exec(RENUMBER);
      this.#database.prepare("UPDATE meta SET value = ? WHERE key = 'uuid'").run(uuid);
    });
    this.#uuid = uuid;
  }

  state(): SpoolState {
    const oldest =
      this.#totals.facts === 0 ? undefined : this.#guard(() => this.#sql.oldest.get())?.['at'];
    return {
      ...this.#totals,
      oldestAt: typeof oldest === 'number' ? oldest : null,
      isFull: this.#totals.bytes >= this.#options.maxBytes,
    };
  }

  onStored(listener: () => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    this.#database.close();
  }

  /** Gives the facts their numbers; returns their bytes. */
  #insert(stream: string, facts: readonly Fact[], trace: string | null): number {
    if (facts.length === 0) return 0;
    const at = this.#options.effects.clock.now();
    let { next } = this.position(stream);
    let bytes = 0;
    for (const fact of facts) {
      const body = JSON.stringify(fact);
      bytes += Buffer.byteLength(body);
      this.#sql.insert.run(stream, next, at, body, trace, sumOf(body));
      next += 1;
    }
    this.#sql.advance.run(stream, next);
    return bytes;
  }

  /**
   * `FULL`: on the disk when it returns. `NORMAL`: on the disk with the next one that is; a power cut before that leaves
   * the state before it. An acknowledgement may be lost so: its facts are sent once more, and the recorder knows them.
   */
  #transaction(durability: Durability, work: () => void): void {
    this.#guard(() => {
      if (this.#durability !== durability)
        this.#database.exec(`PRAGMA synchronous = ${durability}`);
      this.#durability = durability;
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        work();
        this.#database.exec('COMMIT');
      } catch (thrown) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw thrown;
      }
    });
  }

  /** Says in our words what SQLite says of a full disk and of a broken file. */
  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (thrown) {
      const { file, onDamage } = this.#options;
      if (isFullDisk(thrown)) throw fullDisk(file, thrown);
      if (!isDamage(thrown)) throw thrown;
      const error = suspect(file, thrown);
      if (!this.#isDamaged) onDamage?.();
      this.#isDamaged = true;
      throw error;
    }
  }
}
