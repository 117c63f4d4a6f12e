import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContentionView } from '../../src/extension/dashboard/contract.ts';
import { holderOf, predicateOf } from './contention-words.ts';

/** Beginnings of waits are gathered this long, so that a burst is spoken as one sentence. */
const gatherMilliseconds = 3000;

export interface AnnouncerProps {
  readonly open: readonly ContentionView[];
  readonly nameOf: (agent: string) => string;
}

/** Tells screen readers politely when an agent begins to wait. What was there at the start is not news. */
export function Announcer({ open, nameOf }: AnnouncerProps): VNode {
  const [spoken, setSpoken] = useState('');
  const known = useRef<ReadonlySet<number>>(new Set(open.map((contention) => contention.id)));
  const waiting = useRef<string[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);

  useEffect(() => {
    const begun = open.filter((contention) => !known.current.has(contention.id));
    known.current = new Set([...known.current, ...begun.map((contention) => contention.id)]);
    waiting.current.push(...begun.map((contention) => sentence(contention, nameOf)));
    if (waiting.current.length === 0 || timer.current !== null) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      setSpoken(waiting.current.splice(0).join(' '));
    }, gatherMilliseconds);
  }, [open]);

  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );

  return (
    <div class="for-reader" aria-live="polite">
      {spoken}
    </div>
  );
}

function sentence(contention: ContentionView, nameOf: (agent: string) => string): string {
  const holder = holderOf(contention, nameOf);
  const what = [nameOf(contention.agent), predicateOf(contention), contention.resource]
    .filter((part) => part !== '')
    .join(' ');
  return holder === null ? `${what}.` : `${what}, held by ${holder}.`;
}
