import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** How one of many elements is reached: one of them by the tab key, the others from it. */
export interface Roving {
  /** The one that was reached last; null before any was. */
  readonly chosen: string | null;
  /** Makes one the reachable one, as by a click. */
  readonly select: (id: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** To be spread on the element of an id. */
  readonly propsOf: (id: string) => RovingProps;
}

export interface RovingProps {
  readonly tabIndex: 0 | -1;
  readonly ref: (element: HTMLElement | null) => void;
  readonly onFocus: () => void;
}

/**
 * One stop for the tab key among many elements, and keys to go from one to the next (ARIA Practices, "Managing Focus
 * Within Components"). The element that is gone to need not be there yet.
 *
 * @param first what the tab key stops at before anything was reached, or when that is gone
 * @param next where a key leads from one, null where it leads nowhere
 */
export function useRoving(part: {
  readonly first: string | null;
  readonly has: (id: string) => boolean;
  readonly next: (key: string, from: string) => string | null;
}): Roving {
  const [chosen, setChosen] = useState<string | null>(null);
  const elements = useRef(new Map<string, HTMLElement>());
  const awaited = useRef<string | null>(null);
  const present = chosen !== null && part.has(chosen) ? chosen : null;
  /** The one that the tab key stops at. */
  const reachable = present ?? part.first;

  useLayoutEffect(() => {
    const element = awaited.current === null ? undefined : elements.current.get(awaited.current);
    if (!element) return;
    awaited.current = null;
    element.focus();
  });

  return {
    chosen: present,
    select: setChosen,
    onKeyDown: (event) => {
      const next = reachable === null ? null : part.next(event.key, reachable);
      if (next === null) return;
      event.preventDefault();
      awaited.current = next;
      setChosen(next);
    },
    propsOf: (id) => ({
      tabIndex: id === reachable ? 0 : -1,
      ref: (element) => {
        if (element) elements.current.set(id, element);
        else elements.current.delete(id);
      },
      onFocus: () => {
        setChosen(id);
      },
    }),
  };
}
