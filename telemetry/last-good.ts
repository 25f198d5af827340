/** A value that is read anew each time: where that fails, the one that was read last goes on. */

/** Returns such a reader; it throws what `read` throws until that has succeeded once. */
export function lastGood<Value>(read: () => Value): () => Value {
  let last: { readonly value: Value } | null = null;
  return () => {
    try {
      last = { value: read() };
    } catch (thrown) {
      if (last === null) throw thrown;
    }
    return last.value;
  };
}
