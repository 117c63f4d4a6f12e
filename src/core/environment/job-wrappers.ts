import path from 'node:path';
import type { Location } from '../location.ts';
import { findExecutable } from '../process/find-executable.ts';
import { ownFifoName, type OwnFifoTool } from '../resource/jobserver/own-fifo.ts';
import type { ContractContext } from './ecosystem.ts';
import { provideScript } from './provide-script.ts';

/** Finds the program of this name that is not this script, as the shell would. Sets `real`, or ends with 127. */
function findReal(name: string): string {
  return `real=
IFS=:
for place in $PATH; do
  if [ -x "$place/${name}" ] && ! [ "$place/${name}" -ef "$0" ]; then real=$place/${name}; break; fi
done
unset IFS
if [ -z "$real" ]; then echo "${name}: not found" >&2; exit 127; fi
`;
}

/**
 * Gives the tool a FIFO of its own, unless it is called by one that has one: that one's job is what it runs in. Where
 * none can be made it takes its tokens from that of the whole command.
 */
function takeOwnFifo(name: OwnFifoTool): string {
  const own = ownFifoName(name);
  return `case \${LANEKEEPER_JOBS##*/} in
  *.*) ;;
  *) if mkfifo -m 600 "${own}" 2>/dev/null; then export LANEKEEPER_JOBS="${own}"; fi ;;
esac
`;
}

/**
 * Hands cargo its FIFO as two descriptors, as one cargo without Lanekeeper hands its own pipe to build scripts:
 * whatever make they call, by whatever name or path, then understands it. Cargo closes them for all that is not to have
 * them.
 */
export const cargoWrapper = `#!/bin/sh
# Written by Lanekeeper: each cargo takes its jobs from the machine's budget by a FIFO of its own.
${findReal('cargo')}
if [ -p "$LANEKEEPER_JOBS" ] && [ "$CARGO_MAKEFLAGS" = "-j --jobserver-auth=fifo:$LANEKEEPER_JOBS" ]; then
${takeOwnFifo('cargo')}exec 8<>"$LANEKEEPER_JOBS" 9<>"$LANEKEEPER_JOBS"
CARGO_MAKEFLAGS="-j --jobserver-auth=8,9"
fi
exec "$real" "$@"
`;

/**
 * GNU make before 4.4 knows tokens by two descriptors only, and ends with an error where it is given a FIFO
 * (https://lists.gnu.org/archive/html/info-gnu/2022-10/msg00008.html); every make knows the descriptors. One that is
 * told to run more than one job, or to take tokens, takes them; one that is told neither, or one job, runs one at a
 * time as it always does. Inside of another make its tokens are handed on by that, as long as it is given no number:
 * with one, make would leave the budget ("-jN forced in submake").
 */
export const makeWrapper = makeWrapperFor('make');

/** CMake looks for make by this name first (CMakeUnixFindMake.cmake). */
export const gmakeWrapper = makeWrapperFor('gmake');

function makeWrapperFor(name: 'make' | 'gmake'): string {
  return `#!/bin/sh
# Written by Lanekeeper: make takes its jobs from the machine's budget.
${findReal(name)}
[ -p "$LANEKEEPER_JOBS" ] || exec "$real" "$@"
flags=
isNested=
isParallel=
for word in $MAKEFLAGS; do
  case $word in
    --jobserver-auth=fifo:*|--jobserver-fds=fifo:*) isParallel=1 ;;
    --jobserver-auth=*|--jobserver-fds=*)
      pipe=\${word#*=}
      if [ -p "/dev/fd/\${pipe%%,*}" ]; then isNested=1; flags="$flags $word"; else isParallel=1; fi ;;
    -j1) flags="$flags $word" ;;
    -j*) isParallel=1 ;;
    *) flags="$flags $word" ;;
  esac
done
count=$#
while [ $count -gt 0 ]; do
  word=$1; shift; count=$((count - 1))
  case $word in
    -j|--jobs)
      case \${1-} in
        1) shift; count=$((count - 1)); set -- "$@" -j1; isParallel= ;;
        [0-9]*) shift; count=$((count - 1)); isParallel=1 ;;
        *) isParallel=1 ;;
      esac ;;
    -j1|--jobs=1) set -- "$@" -j1; isParallel= ;;
    -j[0-9]*|--jobs=*) isParallel=1 ;;
    *) set -- "$@" "$word" ;;
  esac
done
[ -n "$isNested" ] && exec "$real" "$@"
if [ -z "$isParallel" ]; then
  MAKEFLAGS=\${flags# } exec "$real" "$@"
fi
${takeOwnFifo('make')}exec 8<>"$LANEKEEPER_JOBS" 9<>"$LANEKEEPER_JOBS"
MAKEFLAGS="\${flags# } -j --jobserver-auth=8,9" exec "$real" "$@"
`;
}

/**
 * ninja takes tokens since 1.13, of a FIFO only and unless it is given a number of jobs
 * (https://ninja-build.org/manual.html#_gnu_jobserver_support). An older one is given the agent's share, if no number.
 */
export const ninjaWrapper = `#!/bin/sh
# Written by Lanekeeper: ninja takes its jobs from the machine's budget.
${findReal('ninja')}
isSerial=
isCounted=
isNumber=
for word in "$@"; do
  case $isNumber$word in
    n1|-j1) isSerial=1 ;;
    n*|-j?*) isCounted=1 ;;
  esac
  isNumber=
  [ "$word" = -j ] && isNumber=n
done
[ -p "$LANEKEEPER_JOBS" ] && [ -z "$isSerial" ] || exec "$real" "$@"
case $("$real" --version) in
  1.[0-9].*|1.[0-9]|1.1[0-2].*|1.1[0-2])
    [ -n "$isCounted" ] && exec "$real" "$@"
    exec "$real" -j "\${LANEKEEPER_SHARE:-1}" "$@" ;;
esac
count=$#
while [ $count -gt 0 ]; do
  word=$1; shift; count=$((count - 1))
  case $word in
    -j) shift; count=$((count - 1)) ;;
    -j?*) ;;
    *) set -- "$@" "$word" ;;
  esac
done
${takeOwnFifo('ninja')}MAKEFLAGS="-j --jobserver-auth=fifo:$LANEKEEPER_JOBS" exec "$real" "$@"
`;

/** Puts the wrappers of programs that there are where the agent's PATH begins. */
export function provideJobWrappers({
  namespaceRoot,
  inherited,
  platform,
}: Pick<ContractContext, 'namespaceRoot' | 'inherited' | 'platform'>): Promise<void> {
  return writeWrappers(path.join(namespaceRoot, 'bin'), inherited, platform);
}

/**
 * The PATH for tasks that build outside of all agents, with wrappers that are the same for all of them: a make before
 * 4.4 that a build script hands cargo's variables to would end with an error in place of taking tokens.
 */
export async function pathWithJobWrappers(
  { home }: Pick<Location, 'home'>,
  environment: NodeJS.ProcessEnv,
): Promise<Record<string, string>> {
  const { PATH } = environment;
  if (PATH === undefined || process.platform === 'win32') return {};
  const directory = path.join(home, 'bin', 'lanekeeper-build');
  await writeWrappers(directory, environment, process.platform);
  return { PATH: `${directory}${path.delimiter}${PATH}` };
}

/** Not on Windows, which runs no such scripts. */
async function writeWrappers(
  directory: string,
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): Promise<void> {
  if (platform === 'win32') return;
  for (const [name, script] of [
    ['cargo', cargoWrapper],
    ['make', makeWrapper],
    ['gmake', gmakeWrapper],
    ['ninja', ninjaWrapper],
  ] as const) {
    if ((await findExecutable(name, environment)) === null) continue;
    await provideScript(path.join(directory, name), script);
  }
}
