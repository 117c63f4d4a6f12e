import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Location } from '../../location.ts';
import { findExecutable } from '../../process/find-executable.ts';
import { linkSlots } from '../../resource/pool/link-slots.ts';
import { takeSlotScript } from '../../resource/pool/slot-script.ts';
import type { CargoChoices } from './cargo-settings.ts';
import { provideScript } from '../provide-script.ts';
import { targetVariable } from './target-variable.ts';

/**
 * Holds one of LINK_JOBS slots for the life of a link: the linker inherits its lock.
 *
 * Build scripts are compiled without debug information, and linked with that of the standard library, some 4 MB each:
 * it is left out, by the linker rather than by a profile, which would have cargo compile crates twice that build
 * scripts and the program share. The names of functions stay.
 */
export const linkScript = `#!/bin/sh
# Written by Lanekeeper: links of all agents go through the machine's gate LINK_JOBS.
linker=\${LANEKEEPER_LINKER:-cc}
slots=\${LANEKEEPER_LINK_SLOTS:-}
if [ -n "\${LANEKEEPER_STRIP_BUILD_SCRIPTS:-}" ]; then
  output=
  before=
  for word do
    if [ "$before" = -o ]; then output=$word; fi
    before=$word
  done
  case $output in
    */build/*/build_script_*) set -- "$@" -Wl,--strip-debug ;;
  esac
fi
if [ -z "$slots" ] || ! [ -d "$slots" ]; then exec "$linker" "$@"; fi
count=\${LINK_JOBS:-1}
${takeSlotScript(['echo "$$ ${LANEKEEPER_AGENT:-}" >"$slots/$slot"', 'exec "$linker" "$@"'])}`;

/** Whether this is the script, of whichever home. */
export function isLinkGate(linker: string | undefined): boolean {
  return linker !== undefined && path.basename(path.dirname(linker)) === folder;
}

/** Linkers that are spoken to as the C compiler is; the script's name says that it is one. */
const drivers = /^(?:cc|gcc|clang)(?:-[\d.]+)?$/;

/** The variables that bring it to cargo; none where the user chose a linker that is spoken to in another way. */
export function linkGateVariables(
  host: string,
  gate: LinkGate,
  choices: CargoChoices,
  inherited: Readonly<Record<string, string>>,
): Record<string, string> {
  const variable = targetVariable(host, 'LINKER');
  const chosen = isLinkGate(inherited[variable]) ? undefined : inherited[variable];
  const isKnown = chosen !== undefined && drivers.test(path.basename(chosen));
  if (choices.linking && !isKnown) return {};
  return {
    [variable]: gate.script,
    LANEKEEPER_LINK_SLOTS: gate.slots,
    ...(isKnown && { LANEKEEPER_LINKER: chosen }),
    ...(!chose(choices, 'build-override') && { LANEKEEPER_STRIP_BUILD_SCRIPTS: '1' }),
  };
}

function chose({ profile }: CargoChoices, key: string): boolean {
  return [...profile].some((each) => each.includes(key));
}

const folder = 'lanekeeper-link';

export interface LinkGate {
  /** What cargo is told to link with, absolute; the same for all agents, as it is part of cargo's fingerprints. */
  readonly script: string;
  /** Where the slots are, absolute. */
  readonly slots: string;
}

/**
 * The gate that links go through; null on a system without flock(1), such as macOS, where links are not held up. The
 * script is called `cc`, as rustc tells by the name how to talk to a linker.
 */
export async function provideLinkGate(
  location: Location,
  environment: NodeJS.ProcessEnv,
): Promise<LinkGate | null> {
  if (process.platform !== 'linux' || (await findExecutable('flock', environment)) === null) {
    return null;
  }
  const script = path.join(location.home, 'bin', folder, 'cc');
  await provideScript(script, linkScript);
  await mkdir(linkSlots(location), { recursive: true });
  return { script, slots: linkSlots(location) };
}
