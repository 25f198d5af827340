/** What applying a fact needs: the open transaction, who sent it and when, and where to note what it touched. */

import type { Connection } from 'mariadb';

import type { CampaignConfig } from '../config/schema.ts';
import type { Fact, FactKind } from '../facts/index.ts';
import type { Touched } from './touched.ts';

export interface Sequenced<F> {
  readonly sequence: number;
  readonly fact: F;
}

export type FactOf<Kind extends FactKind> = Extract<Fact, { readonly kind: Kind }>;

export interface ApplyContext {
  readonly connection: Connection;
  /** The node that sent the batch. */
  readonly agent: string;
  readonly sentAt: number;
  readonly now: number;
  readonly campaigns: readonly CampaignConfig[];
  readonly idleCloseMs: number;
  readonly touched: Touched;
  /** Refuses one fact: it is kept with the reason, the others go on. */
  readonly refuse: (fact: Sequenced<Fact>, reason: string) => void;
}

/** Takes in all facts of one kind of a batch, in their order. */
export type ApplyFacts<Kind extends FactKind> = (
  context: ApplyContext,
  facts: readonly Sequenced<FactOf<Kind>>[],
) => Promise<void>;
