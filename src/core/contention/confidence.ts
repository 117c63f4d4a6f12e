/**
 * How sure it is that a message is what it says. `possible`: the text alone tells so. `likely`: the command line that
 * printed it is known, and runs the tool whose message it is. `certain`: the kernel shows it, or it is Lanekeeper's own
 * doing.
 */
export const confidences = ['possible', 'likely', 'certain'] as const;

export type Confidence = (typeof confidences)[number];

/** What a finding of a tool is worth; null where the output only shows what was printed elsewhere. */
export type Assessment = (tool: string) => Confidence | null;
