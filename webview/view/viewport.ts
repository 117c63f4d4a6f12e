import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';
import type { Viewport } from './graph-places.ts';

/** What is seen of an element that scrolls. */
export function useViewport(): {
  readonly viewport: Viewport;
  readonly onScroll: () => void;
  readonly place: RefObject<HTMLDivElement | null>;
} {
  const place = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState<Viewport>({ left: 0, top: 0, width: 0, height: 0 });
  const frame = useRef<number | null>(null);
  const look = useCallback(() => {
    frame.current = null;
    const element = place.current;
    if (!element) return;
    const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = element;
    setViewport({ left, top, width, height });
  }, []);
  // Many scroll events belong to one picture.
  const onScroll = useCallback(() => {
    frame.current ??= requestAnimationFrame(look);
  }, []);
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    look();
    const observer = new ResizeObserver(onScroll);
    observer.observe(element);
    return () => {
      observer.disconnect();
      if (frame.current !== null) cancelAnimationFrame(frame.current);
    };
  }, []);
  return { viewport, onScroll, place };
}
