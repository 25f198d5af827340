/** A Parquet file that is written as its columns come: row groups of the writer's choice, page indexes, units in the file. */

import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

import type { Meaning } from './columns.ts';
import { parquetSchema } from './parquet-schema.ts';

export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

/** Key of the file's metadata that holds `{ <column>: { unit, description } }` as JSON. */
export const COLUMNS_KEY = 'flash.columns';

/** Uncompressed bytes of a page: what a reader of a few rows has to fetch of each column. */
const PAGE_BYTES = 65_536;
/** One value in so many is looked for in vain: a filter of 64 kB for 50 000 rows. */
const BLOOM = { fpp: 0.02 } as const;

export interface ParquetColumn {
  readonly name: string;
  readonly meaning: Meaning;
  /** Whether pages of it can be left out by their least and greatest value: for columns that are sorted or searched. */
  readonly isSearched?: boolean;
  /** Whether single values of it are looked for that stand in no order: row groups tell by a Bloom filter what they have not. */
  readonly isLookedUp?: boolean;
}

/** Times are `Date`s, whole numbers are `bigint`s; null is unknown. */
export type ParquetCell = string | number | bigint | Date | null;

export interface ParquetFile {
  /** Writes one row group: as many columns as were declared, each with the same number of cells. */
  write(columns: readonly (readonly ParquetCell[])[]): Promise<void>;
  /** Writes the footer; the file is complete. */
  finish(): Promise<void>;
}

/** Begins a file: TIMESTAMP is in milliseconds, UTC; INT64, DOUBLE and UTF-8; every column may be null. */
export function beginParquet(columns: readonly ParquetColumn[], write: WriteBytes): ParquetFile {
  const described = columns.map(({ name, meaning: { unit, description } }) => [
    name,
    { unit, description },
  ]);
  const outlet = new Outlet(write);
  const file = new ParquetWriter({
    writer: outlet,
    schema: parquetSchema(columns),
    kvMetadata: [
      { key: COLUMNS_KEY, value: JSON.stringify(Object.fromEntries(described) as unknown) },
    ],
    createdBy: 'flash',
  });
  return {
    async write(cells) {
      const rows = cells[0]?.length ?? 0;
      if (rows === 0) return;
      await file.write({
        columnData: columns.map(({ name, isSearched = false, isLookedUp = false }, i) => ({
          name,
          data: cells[i] as (typeof cells)[number][number][],
          columnIndex: isSearched,
          statistics: isSearched,
          ...(isLookedUp ? { bloomFilter: BLOOM } : {}),
        })),
        rowGroupSize: rows,
        pageSize: PAGE_BYTES,
      });
    },
    async finish() {
      await file.finish();
    },
  };
}

/** Hands on what was written after each row group, and waits until it is gone. */
export class Outlet extends ByteWriter {
  readonly #write: WriteBytes;

  constructor(write: WriteBytes) {
    super();
    this.#write = write;
  }

  async flush(): Promise<void> {
    const bytes = this.getBytes().slice();
    this.index = 0;
    if (bytes.length > 0) await this.#write(bytes);
  }

  /** The writer awaits what this returns, though its type says nothing of it. */
  override finish(): void {
    return this.flush() as unknown as void;
  }
}
