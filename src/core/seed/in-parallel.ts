/**
 * Does `work` for every item, so many at once and in no certain order. The first failure ends it: no further item is
 * begun, and it is thrown once those under way have settled.
 */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let hasFailed = false;
  const worker = async (): Promise<void> => {
    while (!hasFailed) {
      const next = queue.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (fault) {
        hasFailed = true;
        throw fault;
      }
    }
  };
  const settled = await Promise.allSettled(Array.from({ length: limit }, worker));
  const failed = settled.find((each) => each.status === 'rejected');
  if (failed) throw failed.reason;
}
