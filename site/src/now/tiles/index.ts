/** The six questions, in the order in which a shifter asks them. */

import type { Tile, TileInput } from '../tile.ts';
import { coldTile } from './cold.ts';
import { computingTile } from './computing.ts';
import { dataTile } from './data.ts';
import { fieldTile } from './field.ts';
import { resonanceTile } from './resonance.ts';
import { safeTile } from './safe.ts';

export const TILES: readonly ((input: TileInput) => Tile)[] = [
  dataTile,
  fieldTile,
  resonanceTile,
  coldTile,
  safeTile,
  computingTile,
];
