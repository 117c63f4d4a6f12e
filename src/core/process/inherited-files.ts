import { closeSync, fstatSync, readdirSync } from 'node:fs';
import { errorCode } from './error-code.ts';

/** Standard input, output and error. */
const standard = 3;

/**
 * Closes the files that whoever started this process had open and let it inherit. VS Code opens its logs without
 * O_CLOEXEC (microsoft/vscode-spdlog), so that all that an extension starts, and all that this starts, holds them open
 * for writing. Only regular files: pipes, sockets and events are the runtime's own. To be called before this process
 * opens any file itself.
 */
export function closeInheritedFiles(): void {
  // Windows hands no descriptor on that was not asked for.
  if (process.platform === 'win32') return;
  const inherited = readdirSync('/dev/fd')
    .map(Number)
    .filter((descriptor) => descriptor >= standard && isRegularFile(descriptor));
  for (const descriptor of inherited) closeSync(descriptor);
}

function isRegularFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch (fault) {
    // The descriptor that read the list itself is gone by now.
    if (errorCode(fault) === 'EBADF') return false;
    throw fault;
  }
}
