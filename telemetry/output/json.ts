/** JSON: one array of objects, written as the rows come, one object a line. */

import type { Column, Write } from './columns.ts';

const CHUNK = 64 * 1024;

/** Writes the array; an empty one where there are no rows. */
export async function writeJson<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
  write: Write,
): Promise<void> {
  let text = '[';
  let isFirst = true;
  for await (const row of rows) {
    const object = Object.fromEntries(columns.map(({ name, value }) => [name, value(row)]));
    text += `${isFirst ? '\n' : ',\n'}${JSON.stringify(object)}`;
    isFirst = false;
    if (text.length < CHUNK) continue;
    await write(text);
    text = '';
  }
  await write(`${text}${isFirst ? '' : '\n'}]\n`);
}
