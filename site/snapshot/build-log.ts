/** What a month of the log says of each entry beyond its head: how it is written, its revisions, its files. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readAttachments,
  readRevisions,
  type AttachmentRow,
  type LogBodyRow,
} from '#telemetry/catalogue/read/log.ts';
import { logHead } from './build-run.ts';
import type { LogAttachment, LogBodies, LogDetails, LogEntryHead } from './schema/log.ts';

/** Returns an entry as the log lists it. */
export function entryHead(row: LogBodyRow): LogEntryHead {
  const { replyTo, thread, revision, attachments } = row;
  return { ...logHead(row), replyTo, thread, revision, attachments };
}

/** Returns the bodies and details of entries; `keep` puts a file into the snapshot and says where. */
export async function buildBodies(
  connection: ReadConnection,
  rows: readonly LogBodyRow[],
  keep: (file: AttachmentRow) => Promise<LogAttachment>,
): Promise<LogBodies> {
  const human = rows.filter(({ authorKind }) => authorKind === 'human');
  const revised = human.filter(({ revision }) => revision > 1);
  const revisions = Map.groupBy(
    await readRevisions(
      connection,
      revised.map(({ id }) => id),
    ),
    ({ entry }) => entry,
  );
  const withFiles = human.filter(({ attachments }) => attachments > 0);
  const files = Map.groupBy(
    await readAttachments(
      connection,
      withFiles.map(({ id }) => id),
    ),
    ({ entry }) => entry,
  );
  const details: Record<string, LogDetails> = {};
  for (const row of human) {
    const kept: LogAttachment[] = [];
    for (const file of files.get(row.id) ?? []) kept.push(await keep(file));
    const history = revisions.get(row.id) ?? [];
    details[row.id] = {
      ...(row.format === 'markdown' ? { format: row.format } : {}),
      createdAt: row.createdAt,
      ...(history.length > 1
        ? {
            revisions: history.map(({ n, at, by, why, title, body, tags }) => ({
              n,
              at,
              by,
              why,
              title,
              body,
              tags: tags === '' ? [] : tags.split(','),
            })),
          }
        : {}),
      ...(kept.length > 0 ? { attachments: kept } : {}),
      ...attributesOf(row.attributes),
    };
  }
  const bodies = rows.flatMap(({ id, body }) => (body === null ? [] : [[id, body] as const]));
  return { bodies: Object.fromEntries(bodies), details };
}

function attributesOf(json: string | null): Pick<LogDetails, 'attributes'> {
  const attributes = json === null ? [] : (JSON.parse(json) as [string, string][]);
  return attributes.length === 0 ? {} : { attributes };
}
