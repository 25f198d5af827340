/** What a page needs once, however many charts stand in it. */

const seen = new WeakSet<Request>();

/** Whether nobody has asked for this page before; `page` is the request that it is made for. */
export function isFirstOf(page: Request): boolean {
  const isFirst = !seen.has(page);
  seen.add(page);
  return isFirst;
}
