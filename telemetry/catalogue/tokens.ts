/** Tokens of agents: given out once, kept only as their SHA-256, revoked by name of the node. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Pool } from 'mariadb';

export interface TokenRow {
  readonly node: string;
  readonly createdAt: number;
  readonly revokedAt: number | null;
  /** The first eight digits of the token's SHA-256, to tell tokens apart. */
  readonly fingerprint: string;
}

/** Makes a token for a node; the text is returned here and never again. */
export async function addToken(pool: Pool, node: string, now: number): Promise<string> {
  const token = `flash_${randomBytes(32).toString('base64url')}`;
  await keepToken(pool, node, token, now);
  return token;
}

/**
 * Enters a token that was made elsewhere, such as the file `agent.token`; one that is valid stays so. A token that was
 * revoked stays revoked: then false is returned, and another is to be made.
 */
export async function keepToken(
  pool: Pool,
  node: string,
  token: string,
  now: number,
): Promise<boolean> {
  await pool.query(
    `INSERT INTO agent_token (sha256, node, created_ms) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE node = IF(revoked_ms IS NULL, VALUES(node), node)`,
    [hashToken(token), node, now],
  );
  return (await findTokenNode(pool, token)) !== null;
}

/** Revokes every valid token of a node; returns how many there were. */
export async function revokeTokens(pool: Pool, node: string, now: number): Promise<number> {
  const { affectedRows } = await pool.query<{ affectedRows: number }>(
    'UPDATE agent_token SET revoked_ms = ? WHERE node = ? AND revoked_ms IS NULL',
    [now, node],
  );
  return affectedRows;
}

/** All tokens, by node, newest first. */
export async function listTokens(pool: Pool): Promise<readonly TokenRow[]> {
  return await pool.query<TokenRow[]>(
    `SELECT node, created_ms AS createdAt, revoked_ms AS revokedAt, LEFT(sha256, 8) AS fingerprint
     FROM agent_token ORDER BY node, created_ms DESC`,
  );
}

/** The node that a token belongs to; null where it is unknown or revoked. */
export async function findTokenNode(pool: Pool, token: string): Promise<string | null> {
  const wanted = hashToken(token);
  const rows = await pool.query<{ node: string; sha256: string }[]>(
    'SELECT node, sha256 FROM agent_token WHERE sha256 = ? AND revoked_ms IS NULL',
    [wanted],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return timingSafeEqual(Buffer.from(row.sha256), Buffer.from(wanted)) ? row.node : null;
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
