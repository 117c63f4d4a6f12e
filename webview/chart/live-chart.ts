/** A line of a chart. `style` picks its colour and dashes; null is the machine's own. */
export interface ChartLine {
  readonly id: string;
  readonly style: number | null;
  /** One value for each time; null is a gap. */
  readonly values: (number | null)[];
}

export interface ChartFrame {
  /** The time axis, seconds since the epoch; `times` may begin before it. */
  readonly from: number;
  readonly to: number;
  readonly times: number[];
  readonly lines: readonly ChartLine[];
}

/** Colours as a canvas takes them: strings that CSS has resolved. */
export interface ChartTheme {
  readonly lines: readonly string[];
  readonly machine: string;
  readonly text: string;
  readonly grid: string;
  readonly font: string;
}

/** A chart over time. Nothing outside this folder knows what draws it. */
export interface LiveChart {
  push(frame: ChartFrame): void;
  setTheme(theme: ChartTheme): void;
  resize(width: number, height: number): void;
  destroy(): void;
}

export interface ChartOptions {
  readonly container: HTMLElement;
  readonly theme: ChartTheme;
  readonly format: (value: number) => string;
  /** Distances that the value axis may use between its lines, ascending. */
  readonly increments: readonly number[];
  /** The least upper end of the value axis, so that idling does not look like work. */
  readonly floor: number;
  /** Tells at which index of the frame's times the pointer is, null when it has left. */
  readonly onHover: (index: number | null) => void;
}
