/** Checks the lists of assets. */

import * as z from 'zod/mini';
import type { TreeGroup, TreeLeaf, TreeRoot } from '../schema/tree.ts';
import { asset } from './common.ts';
import type { Schema } from './packed.ts';

export const treeRootSchema: Schema<TreeRoot> = z.object({
  groups: z.record(z.string(), asset),
});

export const treeGroupSchema: Schema<TreeGroup> = z.object({
  leaves: z.record(z.string(), asset),
});

export const treeLeafSchema: Schema<TreeLeaf> = z.object({ assets: z.array(asset) });
