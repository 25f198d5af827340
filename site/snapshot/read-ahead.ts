/** Work on a list, a few at once, with the results in the order of the list: while one is packed, the next are read. */

/**
 * Yields what `work` makes of each item, in their order; never more than `atOnce` are under way or wait to be taken.
 * @throws what `work` throws, once whatever else was begun has ended
 */
export async function* readAhead<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<readonly [Item, Result]> {
  const begun: Promise<Result>[] = [];
  const begin = (item: Item | undefined): void => {
    if (item === undefined) return;
    const promise = work(item);
    // It is thrown where its turn comes, or not at all where an earlier one failed.
    promise.catch(() => undefined);
    begun.push(promise);
  };
  try {
    for (const item of items.slice(0, atOnce)) begin(item);
    for (const [i, item] of items.entries()) {
      const first = begun.shift();
      if (first === undefined) return;
      const result = await first;
      begin(items[i + atOnce]);
      yield [item, result];
    }
  } finally {
    await Promise.allSettled(begun);
  }
}
