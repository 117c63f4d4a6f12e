/** What a command does: prints its data and returns the exit code. */
export type Finish = (code: number) => void;
