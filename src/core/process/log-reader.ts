import type { FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { closeSegments, openFirst, openNext, openSegments } from './log-segments.ts';
import type { OpenSegment } from './log-segments.ts';

/**
 * The last `bytes` of a bounded log as they were written, from the beginning of a line where there is one in reach;
 * empty if there is no log.
 */
export async function readLogTail(log: string, bytes: number): Promise<Buffer> {
  const segments = await openSegments(log);
  try {
    const { first, offset } = tailStart(segments, bytes);
    const parts: Buffer[] = [];
    for (const [index, segment] of segments.slice(first).entries()) {
      parts.push(await readRange(segment.file, index === 0 ? offset : 0, segment.bytes));
    }
    const tail = Buffer.concat(parts);
    return first === 0 && offset === 0 ? tail : fromLineStart(tail);
  } finally {
    await closeSegments(segments);
  }
}

export interface FollowOptions {
  /** Ends the reading at once. */
  readonly signal: AbortSignal;
  /** Ends the reading once all that was written before is read: the writer is gone. */
  readonly ended?: AbortSignal;
  /** Begin this many bytes before the end instead of at the beginning. */
  readonly tailBytes?: number;
}

/** A fifth of what a person takes for "at once". Watching costs one of the few inotify instances a user has. */
const pollMs = 100;
const chunkBytes = 64 * 1024;

/**
 * Reads a bounded log from its beginning and then as it grows, over rotations; a log that does not exist yet is waited
 * for. A reader so slow that output was dropped before it came to it is told so in the text.
 */
export async function* followLog(log: string, options: FollowOptions): AsyncGenerator<Uint8Array> {
  let place = await startOf(log, options.tailBytes);
  try {
    while (!options.signal.aborted) {
      const isLast = options.ended?.aborted === true;
      if (place) yield* readOn(place, options.signal);
      const next = place ? await openNext(log, place.segment) : await openFirst(log);
      if (next) {
        if (place) {
          // Written between the end that was reached and the rotation; nothing can follow it any more.
          yield* readOn(place, options.signal);
          const isGap = next.number > place.segment.number + 1 && place.segment.number > 1;
          await place.segment.file.close();
          if (isGap) yield gapNotice;
        }
        place = { segment: next, offset: 0 };
      } else if (isLast) return;
      else if (place && (await isShortened(place))) place.offset = 0;
      else await pause(options);
    }
  } finally {
    await place?.segment.file.close();
  }
}

const gapNotice = Buffer.from('\n[lanekeeper] Output is missing here: it came too fast.\n');

/** Where a reader is in the log. */
interface Place {
  readonly segment: OpenSegment;
  offset: number;
}

async function startOf(log: string, tailBytes: number | undefined): Promise<Place | null> {
  if (tailBytes === undefined) return null;
  const segments = await openSegments(log);
  const { first, offset } = tailStart(segments, tailBytes);
  const segment = segments[first];
  await closeSegments(segments.filter((each) => each !== segment));
  return segment ? { segment, offset } : null;
}

/** Yields what there is from the place to the end of its file, and moves the place along. */
async function* readOn(place: Place, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { file } = place.segment;
  while (!signal.aborted) {
    const { buffer, bytesRead } = await file.read(
      Buffer.allocUnsafe(chunkBytes),
      0,
      chunkBytes,
      place.offset,
    );
    if (bytesRead === 0) return;
    place.offset += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Whether someone emptied the live file, as in `> agent.log`: what follows then begins at 0 again. */
async function isShortened({ segment, offset }: Place): Promise<boolean> {
  return (await segment.file.stat()).size < offset;
}

async function pause({ signal, ended }: FollowOptions): Promise<void> {
  const early = ended && !ended.aborted ? AbortSignal.any([signal, ended]) : signal;
  // Being woken early is what the signals are for.
  await delay(pollMs, undefined, { signal: early }).catch(() => undefined);
}

/** The segment, by index, and the place in it where the last `bytes` of all of them begin. */
function tailStart(
  segments: readonly OpenSegment[],
  bytes: number,
): { first: number; offset: number } {
  let missing = bytes;
  for (let first = segments.length - 1; first >= 0; first -= 1) {
    const size = segments[first]?.bytes ?? 0;
    if (size >= missing) return { first, offset: size - missing };
    missing -= size;
  }
  return { first: 0, offset: 0 };
}

async function readRange(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(to - from, 0));
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, from + length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return buffer.subarray(0, length);
}

/** What is left of a text that may begin amid a line. */
export function fromLineStart(text: Buffer): Buffer {
  const lineFeed = text.indexOf(0x0a);
  return lineFeed < 0 ? text : text.subarray(lineFeed + 1);
}
