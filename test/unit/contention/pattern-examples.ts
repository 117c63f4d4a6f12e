import { languageExamples } from './language-examples.ts';
import { moreExamples } from './more-examples.ts';
import { toolExamples } from './tool-examples.ts';
import { translatedExamples } from './translated-examples.ts';

/** What each pattern recognises, by id: whole lines as the tools print them, and the resource they name. */
export type PatternExamples = Readonly<Record<string, readonly (readonly [string, string])[]>>;

export const patternExamples: PatternExamples = {
  ...languageExamples,
  ...toolExamples,
  ...moreExamples,
  ...translatedExamples,
};

/** The line that must follow some messages before they count. */
export const confirmations: Readonly<Record<string, string>> = {
  'bazel-client-lock': 'pid=3725',
  'gradle-lock-timeout': '  Owner PID: 2976',
  'mamba-waiting': '    Waiting for other mamba process to finish',
};
