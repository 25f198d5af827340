/** The files of a directory that were delivered or queued, each with what tells its content from another: 24 bytes beside its name. */

/** What a known file was like. */
export interface KnownContent {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

const FIELDS = 3;

export class KnownFiles {
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  #fields = new Float64Array(64 * FIELDS);
  #used = 0;

  /** `names`: known by name alone, as a restart finds them. */
  constructor(names: Iterable<string> = []) {
    for (const name of names) this.set(name, null);
  }

  get size(): number {
    return this.#slots.size;
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  names(): MapIterator<string> {
    return this.#slots.keys();
  }

  /** Null: known by its name alone. Undefined: not known. */
  get(name: string): KnownContent | null | undefined {
    const slot = this.#slots.get(name);
    if (slot === undefined) return undefined;
    const size = this.#fields[slot * FIELDS] ?? Number.NaN;
    const mtimeMs = this.#fields[slot * FIELDS + 1] ?? Number.NaN;
    const ino = this.#fields[slot * FIELDS + 2] ?? Number.NaN;
    return Number.isNaN(size) ? null : { size, mtimeMs, ino };
  }

  set(name: string, content: KnownContent | null): void {
    let slot = this.#slots.get(name);
    if (slot === undefined) {
      slot = this.#free.pop() ?? this.#used++;
      this.#slots.set(name, slot);
    }
    if ((slot + 1) * FIELDS > this.#fields.length) this.#grow();
    this.#fields[slot * FIELDS] = content?.size ?? Number.NaN;
    this.#fields[slot * FIELDS + 1] = content?.mtimeMs ?? Number.NaN;
    this.#fields[slot * FIELDS + 2] = content?.ino ?? Number.NaN;
  }

  delete(name: string): void {
    const slot = this.#slots.get(name);
    if (slot === undefined) return;
    this.#slots.delete(name);
    this.#free.push(slot);
  }

  #grow(): void {
    const larger = new Float64Array(this.#fields.length * 2);
    larger.set(this.#fields);
    this.#fields = larger;
  }
}
