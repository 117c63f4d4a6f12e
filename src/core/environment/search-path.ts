import path from 'node:path';

/** The name of the PATH variable in `environment`: Windows writes it `Path` and does not care. */
export function pathVariable(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform !== 'win32') return 'PATH';
  return Object.keys(environment).find((name) => name.toUpperCase() === 'PATH') ?? 'Path';
}

/** The folders of PATH in order, empty entries left out. */
export function searchPath(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] {
  const value = environment[pathVariable(environment, platform)] ?? '';
  return value.split(pathDelimiter(platform)).filter((directory) => directory !== '');
}

export function pathDelimiter(platform: NodeJS.Platform): string {
  return platform === 'win32' ? ';' : ':';
}

/** The folders of PATH in order without those of agents, which lie below `namespaces`. */
export function outerSearchPath(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
  namespaces: string,
): string[] {
  return searchPath(environment, platform).filter(
    (directory) => !directory.startsWith(namespaces + path.sep),
  );
}
