/** The pages of what was found: of the quality gates, and of the doctor. */
export const reports = ['verification', 'doctor'] as const;

export type Report = (typeof reports)[number];
