const colours = 6;

/** Dashes tell lines apart where colours are used up, are not seen, or are taken away by forced colours. */
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

const machineDash = [3, 3] as const;

/** Which of the theme's colours, and which dashes (lengths in pixels, empty = solid). */
export interface LineStyle {
  readonly colour: number | null;
  readonly dash: readonly number[];
}

export function lineStyle(style: number | null): LineStyle {
  if (style === null) return { colour: null, dash: machineDash };
  return {
    colour: style % colours,
    dash: dashes[Math.floor(style / colours) % dashes.length] ?? [],
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
