/** What the recorder's doors answer: JSON that nobody keeps, with what HTTP wants beside a status. */

/** Returns an answer; 401, 405 and 503 carry the header that says how to go on. */
export function reply(status: number, body: unknown): Response {
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  };
  if (status === 401) headers['www-authenticate'] = 'Bearer';
  if (status === 405) headers['allow'] = 'POST';
  if (status === 503) headers['retry-after'] = '1';
  return new Response(JSON.stringify(body), { status, headers });
}
