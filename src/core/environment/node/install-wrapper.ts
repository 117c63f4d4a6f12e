import type { InstallLock } from './install-lock.ts';

interface Manager {
  /** Subcommands that write node_modules, or what an install reads. */
  readonly installing: readonly string[];
  /** Options whose value is a word of its own, so that it is not taken for the subcommand. */
  readonly valued: readonly string[];
  /** Words behind which the subcommand comes. */
  readonly passed?: readonly string[];
  /** Called without a subcommand it installs. */
  readonly installsByItself?: true;
}

const common = ['add', 'i', 'install', 'link', 'rebuild', 'remove', 'unlink', 'update'];

/**
 * https://docs.npmjs.com/cli/commands, https://pnpm.io/pnpm-cli, https://yarnpkg.com/cli,
 * https://bun.sh/docs/cli/install
 */
const managers: Readonly<Record<string, Manager>> = {
  npm: {
    installing: [
      ...common,
      ...['in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'isnta', 'isntal', 'isntall'],
      ...['ci', 'clean-install', 'ic', 'install-clean', 'isntall-clean'],
      ...['it', 'install-test', 'cit', 'sit', 'install-ci-test', 'clean-install-test'],
      ...['un', 'uninstall', 'rm', 'r', 'up', 'upgrade', 'udpate', 'rb', 'ln'],
      ...['dedupe', 'ddp', 'prune', 'audit'],
    ],
    valued: ['-w', '--workspace', '--registry', '--cache', '--loglevel', '--userconfig'],
  },
  pnpm: {
    installing: [
      ...common,
      ...['ci', 'clean-install', 'it', 'install-test', 'rm', 'un', 'uninstall', 'up', 'upgrade'],
      ...['ln', 'rb', 'dedupe', 'prune', 'fetch', 'import', 'approve-builds', 'patch-commit'],
      ...['patch-remove', 'dislink'],
    ],
    valued: ['-F', '--filter', '--filter-prod', '--store-dir', '--reporter', '--loglevel'],
    passed: ['recursive', 'multi', 'm'],
  },
  yarn: {
    installing: [
      ...common,
      ...['up', 'upgrade', 'upgrade-interactive', 'dedupe', 'import', 'unplug', 'autoclean'],
      ...['focus', 'patch-commit'],
    ],
    // `yarn workspace NAME add` and `yarn workspaces focus`.
    valued: ['workspace', '--modules-folder', '--cache-folder', '--mutex', '--registry'],
    passed: ['workspaces'],
    installsByItself: true,
  },
  bun: {
    installing: [...common, 'a', 'c', 'ci', 'rm', 'patch', 'patch-commit'],
    valued: ['-c', '--config', '--registry', '--cache-dir'],
  },
};

/** Options, of one manager or another, that name the folder to install in; their value is a word of its own. */
const folderOptions = ['-C', '--prefix', '--dir', '--cwd'];

export const installPrograms = [...Object.keys(managers), 'corepack'] as const;

/**
 * A program of the agent's own folder that stands before a package manager: it takes the lock on the installs of the
 * checkout with flock(1) and becomes the package manager, which so holds it, with all that it starts, until the last of
 * these has ended, however it ends. What installs nothing is started directly; no process more is started for it.
 */
export function installWrapper(program: string, agent: string, lock: InstallLock): string {
  const patterns = (words: (manager: Manager) => readonly string[]): string =>
    Object.entries(managers)
      .flatMap(([name, manager]) => words(manager).map((word) => `${name}:${word}`))
      .join('|');
  const byThemselves = Object.keys(managers).filter((name) => managers[name]?.installsByItself);
  return `#!/bin/sh
# Written by Lanekeeper: one install at a time in a checkout that agents share. See docs/environment.md.
name=${quoted(program)}
lock=${quoted(lock.file)}
root=${quoted(lock.root)}

real=
set -f
IFS=:
for folder in $PATH; do
  case $folder in ${quoted(lock.namespaces)}/*) continue ;; esac
  if [ -f "$folder/$name" ] && [ -x "$folder/$name" ]; then
    real=$folder/$name
    break
  fi
done
unset IFS
set +f
if [ -z "$real" ]; then
  echo "$name: not found" >&2
  exit 127
fi

# Whether it installs: 0. "named" is set where it is told the folder to install in.
installs() {
  manager=$name
  if [ "$manager" = corepack ]; then
    [ $# -gt 0 ] || return 1
    manager=\${1%%@*}
    shift
  fi
  named= passing= subcommand=
  for word; do
    case $word in
    -g | --global | --location=global) return 1 ;;
    ${folderOptions.flatMap((each) => [each, `${each}=*`]).join(' | ')}) named=1 ;;
    esac
    if [ -n "$subcommand" ]; then continue; fi
    if [ -n "$passing" ]; then
      passing=
      continue
    fi
    case $word in
    -v | --version | -h | --help) return 1 ;;
    ${folderOptions.join(' | ')}) passing=1; continue ;;
    esac
    case $manager:$word in
    ${patterns(({ valued }) => valued)}) passing=1 ;;
    *:-*) ;;
    ${patterns(({ passed = [] }) => passed)}) ;;
    ${patterns(({ installing }) => installing)}) subcommand=$word ;;
    *) return 1 ;;
    esac
  done
  if [ -n "$subcommand" ]; then return 0; fi
  case $manager in ${byThemselves.join('|')}) return 0 ;; esac
  return 1
}

if ! installs "$@" || [ "$LANEKEEPER_INSTALL_LOCK" = "$lock" ]; then exec "$real" "$@"; fi
if [ -z "$named" ]; then
  case $(pwd -P)/ in "$root"/*) ;; *) exec "$real" "$@" ;; esac
fi
if ! (mkdir -p "\${lock%/*}" && : >>"$lock") 2>/dev/null; then
  echo "lanekeeper: $lock cannot be written, so that this install waits for no other" >&2
  exec "$real" "$@"
fi
exec 9>>"$lock"
if ! ${quoted(lock.flock)} -n 9; then
  holder=
  read -r holder 2>/dev/null <"$lock.holder" || :
  echo "lanekeeper: \${holder:+agent }\${holder:-another} is installing packages in $root: waiting for it" >&2
  ${quoted(lock.flock)} 9 || exit
  echo "lanekeeper: going on to install packages in $root" >&2
fi
echo ${quoted(agent)} >"$lock.holder"
LANEKEEPER_INSTALL_LOCK=$lock
export LANEKEEPER_INSTALL_LOCK
exec "$real" "$@"
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
