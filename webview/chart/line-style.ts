const colours = 6;

/** Forced colours leave three to choose from, so dashes change after as many lines. */
const coloursWhenForced = 3;

/** Dashes tell lines apart where colours are used up, are not told apart, or are forced. */
const dashes: readonly (readonly number[])[] = [[], [8, 3], [3, 3], [10, 3, 3, 3]];

const machineDash = [2, 3] as const;

/** Which of the theme's colours, and which dashes (lengths in pixels, empty = solid). */
export interface LineStyle {
  readonly colour: number | null;
  readonly dash: readonly number[];
}

export function lineStyle(style: number | null): LineStyle {
  if (style === null) return { colour: null, dash: machineDash };
  return {
    colour: style % colours,
    dash: dashes[Math.floor(style / coloursWhenForced) % dashes.length] ?? [],
  };
}

/** The custom property that holds the colour, for what is drawn by CSS. */
export function colourProperty(style: number | null): string {
  const { colour } = lineStyle(style);
  return colour === null ? '--lk-line-machine' : `--lk-line-${colour}`;
}

export const colourProperties = Array.from({ length: colours }, (_, index) =>
  colourProperty(index),
);
