/** The runs that are shown as one Parquet file; fetched only by who asks for one. */

import { parquetWriteBuffer } from 'hyparquet-writer';
import type { ParquetColumn } from './take-out.ts';

/** Returns the file; units and descriptions stand under `flash.columns` in its metadata. */
export function toParquet(columns: readonly ParquetColumn[]): ArrayBuffer {
  const described = columns.map(({ name, unit, description }) => [name, { unit, description }]);
  return parquetWriteBuffer({
    columnData: columns.map(({ name, type, data }) => ({
      name,
      type,
      data: [...data],
      nullable: true,
    })),
    kvMetadata: [
      { key: 'flash.columns', value: JSON.stringify(Object.fromEntries(described) as unknown) },
    ],
    createdBy: 'flash',
  });
}
