import uPlot from 'uplot';
import type { ChartFrame, ChartLine, ChartOptions, ChartTheme, LiveChart } from './live-chart.ts';
import { formatTime } from '../format.ts';
import { lineStyle } from './line-style.ts';

/** Both charts share one time axis, so the pointer over one shows the same instant in the other. */
const syncKey = 'lanekeeper';

/**
 * Draws with uPlot. It takes colours and lines at construction, so a change of either makes another instance, which
 * costs a few milliseconds and happens only when an agent comes or goes or the theme changes.
 */
export function createUplotChart(options: ChartOptions): LiveChart {
  let { theme } = options;
  let size = { width: 0, height: 0 };
  let frame: ChartFrame = { from: 0, to: 1, times: [], lines: [] };
  let plot: uPlot | null = null;

  function rebuild(): void {
    plot?.destroy();
    plot = null;
    if (size.width <= 0) return;
    plot = new uPlot(
      uplotOptions(options, theme, size, frame.lines, () => frame),
      data(frame),
    );
    options.container.replaceChildren(plot.root);
  }

  return {
    push(next) {
      const sameLines = lineKeys(next.lines) === lineKeys(frame.lines);
      frame = next;
      if (plot && sameLines) plot.setData(data(frame));
      else rebuild();
    },
    setTheme(next) {
      theme = next;
      rebuild();
    },
    resize(width, height) {
      if (width === size.width && height === size.height) return;
      size = { width, height };
      if (plot && width > 0) plot.setSize(size);
      else rebuild();
    },
    destroy() {
      plot?.destroy();
      plot = null;
      options.container.replaceChildren();
    },
  };
}

function data(frame: ChartFrame): uPlot.AlignedData {
  return [frame.times, ...frame.lines.map((line) => line.values)];
}

function lineKeys(lines: readonly ChartLine[]): string {
  return JSON.stringify(lines.map((line) => [line.id, line.style]));
}

function uplotOptions(
  options: ChartOptions,
  theme: ChartTheme,
  size: { width: number; height: number },
  lines: readonly ChartLine[],
  frame: () => ChartFrame,
): uPlot.Options {
  return {
    ...size,
    padding: [8, 20, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false },
      sync: { key: syncKey, setSeries: false },
      points: { size: 7 },
    },
    scales: {
      x: { time: true, range: () => [frame().from, frame().to] },
      y: { range: (_plot, _minimum, maximum) => [0, Math.max(options.floor, maximum * 1.08)] },
    },
    axes: [timeAxis(theme), valueAxis(theme, options)],
    series: [{}, ...lines.map((line) => seriesOf(line, theme))],
    hooks: {
      setCursor: [
        (plot) => {
          options.onHover(plot.cursor.idx ?? null);
        },
      ],
    },
  };
}

function seriesOf(line: ChartLine, theme: ChartTheme): uPlot.Series {
  const { colour, dash } = lineStyle(line.style);
  return {
    stroke: colour === null ? theme.machine : (theme.lines[colour] ?? theme.machine),
    width: 1.5,
    dash: [...dash],
    points: { show: false },
    spanGaps: false,
  };
}

function timeAxis(theme: ChartTheme): uPlot.Axis {
  return {
    stroke: theme.text,
    font: theme.font,
    size: 30,
    gap: 9,
    space: 76,
    grid: { show: false },
    ticks: { show: false },
    incrs: [60, 120, 300, 600],
    values: (_plot, splits) => splits.map((split) => formatTime(split).slice(0, 5)),
  };
}

function valueAxis(theme: ChartTheme, options: ChartOptions): uPlot.Axis {
  return {
    stroke: theme.text,
    font: theme.font,
    size: (plot, values) => {
      // At first uPlot asks before there are values, other than its types say.
      const texts = Array.isArray(values) ? values : [];
      // uPlot remembers which font it has set, in device pixels, and must find it again.
      plot.ctx.save();
      plot.ctx.font = theme.font;
      const widths = texts.map((text) => plot.ctx.measureText(text).width);
      plot.ctx.restore();
      return Math.ceil(Math.max(16, ...widths)) + 14;
    },
    space: 32,
    gap: 6,
    grid: { stroke: theme.grid, width: 1 },
    ticks: { show: false },
    incrs: [...options.increments],
    values: (_plot, splits) => splits.map((value) => withoutZeroDecimal(options.format(value))),
  };
}

/** `4.0 GB` as `4 GB`: the distances of the axis are whole. */
function withoutZeroDecimal(text: string): string {
  return text.replace(/\.0+(?!\d)/, '');
}
