/** Facts that an agent could not keep: recorded, shown and alarmed, so that nothing is dropped silently. */

/** Natural key: node, spool, stream, first. */
export interface GapFact {
  readonly kind: 'gap';
  readonly node: string;
  readonly spool: string;
  readonly stream: string;
  /** Sequence numbers that will never come, inclusive. */
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  /** When it was noticed, UTC ms. */
  readonly at: number;
  readonly reason: string;
}
