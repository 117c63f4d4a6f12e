/** What takes less is over before it can be read; ms. */
const patience = 1000;

/** Says on a terminal, once it has taken a second and until it is done, what takes so long. */
export async function withProgress<T>(text: string, work: Promise<T>): Promise<T> {
  if (!process.stderr.isTTY) return work;
  const line = { isShown: false };
  const timer = setTimeout(() => {
    line.isShown = true;
    process.stderr.write(text);
  }, patience);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    // To the line's start, and erase it (ECMA-48, EL).
    if (line.isShown) process.stderr.write('\r\u001b[2K');
  }
}
