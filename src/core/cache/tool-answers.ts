import { runTool } from '../environment/tool-output.ts';

/** What a tool printed, trimmed, or why there is no answer: the end of a sentence that starts with the tool. */
export type ToolAnswer =
  | { readonly answered: true; readonly text: string }
  | { readonly answered: false; readonly complaint: string };

const answerLifetimeMs = 10 * 60_000;

/**
 * Keeps a question from doing more than answering: no updates, no telemetry, no toolchain or package manager fetched
 * because a shim (corepack, rustup) finds none. Sources: the tools' own documentation of these variables.
 */
const quiet = {
  NO_COLOR: '1',
  COREPACK_ENABLE_NETWORK: '0',
  RUSTUP_AUTO_INSTALL: '0',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  npm_config_update_notifier: 'false',
  npm_config_loglevel: 'error',
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
} as const;

/**
 * Asks tools short questions such as their version, and remembers what cannot change often: pip and npm cost 0.1–0.3 s
 * of CPU a question, too much for a figure that is refreshed every few seconds. One instance belongs to one environment.
 */
export class ToolAnswers {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #directory: string;
  readonly #deadlineMs: number;
  readonly #remembered = new Map<string, { text: string; until: number }>();

  /** `directory` is where the tools run, `deadlineMs` how long each may take. */
  constructor(environment: NodeJS.ProcessEnv, directory: string, deadlineMs = 5000) {
    this.#environment = { ...environment, ...quiet };
    this.#directory = directory;
    this.#deadlineMs = deadlineMs;
  }

  /** As `askAgain`, but an answer may be up to ten minutes old. Failures are not remembered. */
  async ask(
    executable: string,
    parameters: readonly string[],
    signal: AbortSignal,
  ): Promise<ToolAnswer> {
    const question = JSON.stringify([executable, ...parameters]);
    const known = this.#remembered.get(question);
    if (known && known.until > performance.now()) return { answered: true, text: known.text };
    const answer = await this.askAgain(executable, parameters, signal);
    if (answer.answered) {
      const until = performance.now() + answerLifetimeMs;
      this.#remembered.set(question, { text: answer.text, until });
    }
    return answer;
  }

  /** Runs the tool with its input closed. Throws only when `signal` fires (`interrupted`). */
  async askAgain(
    executable: string,
    parameters: readonly string[],
    signal: AbortSignal,
  ): Promise<ToolAnswer> {
    let output;
    try {
      output = await runTool(executable, parameters, {
        cwd: this.#directory,
        environment: this.#environment,
        timeoutMs: this.#deadlineMs,
        signal,
      });
    } catch (fault) {
      if (signal.aborted) throw fault;
      return { answered: false, complaint: fault instanceof Error ? fault.message : String(fault) };
    }
    if (output.timedOut) {
      return { answered: false, complaint: `no answer within ${this.#deadlineMs / 1000} s` };
    }
    if (output.exitCode === 0)
      return { answered: true, text: output.stdout.toString('utf8').trim() };
    const ending = output.exitCode === null ? 'it was killed' : `exit code ${output.exitCode}`;
    return { answered: false, complaint: firstLine(output.stderr) ?? ending };
  }

  /** The next questions are asked anew. */
  forget(): void {
    this.#remembered.clear();
  }
}

function firstLine(text: string): string | undefined {
  const line = text.split('\n').find((each) => each.trim() !== '');
  return line?.trim().slice(0, 300);
}
