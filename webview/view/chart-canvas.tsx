import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import type { ChartFrame, ChartOptions, LiveChart } from '../chart/live-chart.ts';
import { onThemeChange, readTheme } from '../chart/theme.ts';
import { createUplotChart } from '../chart/uplot-chart.ts';

const height = 184;

export interface ChartCanvasProps extends Omit<ChartOptions, 'container' | 'theme'> {
  readonly frame: ChartFrame;
  /** What the picture shows, in words. */
  readonly description: string;
}

/** Keeps one chart in the page: as wide as its place, in the theme's colours, with the latest frame. */
export function ChartCanvas(props: ChartCanvasProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<LiveChart | null>(null);
  const { frame, description, ...options } = props;

  useLayoutEffect(() => {
    const container = place.current;
    if (!container) return;
    const created = createUplotChart({ ...options, container, theme: readTheme() });
    chart.current = created;
    created.resize(container.clientWidth, height);
    const observer = new ResizeObserver(() => {
      created.resize(container.clientWidth, height);
    });
    observer.observe(container);
    const stopWatching = onThemeChange(() => {
      created.setTheme(readTheme());
    });
    return () => {
      observer.disconnect();
      stopWatching();
      created.destroy();
      chart.current = null;
    };
    // The options are constants of the place where the chart stands.
  }, []);

  useEffect(() => {
    chart.current?.push(frame);
  }, [frame]);

  return <div class="chart-canvas" role="img" aria-label={description} ref={place} />;
}
