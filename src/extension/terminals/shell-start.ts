import { type Terminal, type TerminalShellIntegration, window } from 'vscode';
import { DisposableList } from '../../core/disposable.ts';
import { joinCommandLine } from '../spawn/command-line.ts';

/** How long a shell may take to show that it is integrated. Some never do: cmd, subshells, an odd PROMPT_COMMAND. */
const integrationMs = 4_000;

/** Starts a command in a shell: through shell integration where it arrives, else by typing it. */
export async function startInShell(terminal: Terminal, command: readonly string[]): Promise<void> {
  const integration = terminal.shellIntegration ?? (await integrationOf(terminal));
  if (terminal.exitStatus) return;
  const line = joinCommandLine(command);
  if (integration) integration.executeCommand(line);
  else terminal.sendText(line);
}

async function integrationOf(terminal: Terminal): Promise<TerminalShellIntegration | null> {
  const owned = new DisposableList();
  try {
    return await new Promise<TerminalShellIntegration | null>((resolve) => {
      owned.add(
        window.onDidChangeTerminalShellIntegration((event) => {
          if (event.terminal === terminal) resolve(event.shellIntegration);
        }),
      );
      owned.add(
        window.onDidCloseTerminal((closed) => {
          if (closed === terminal) resolve(null);
        }),
      );
      const timer = setTimeout(() => {
        resolve(null);
      }, integrationMs);
      owned.add({
        dispose: () => {
          clearTimeout(timer);
        },
      });
    });
  } finally {
    owned.dispose();
  }
}
