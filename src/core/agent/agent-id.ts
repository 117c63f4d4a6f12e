import { randomBytes } from 'node:crypto';
import { LanekeeperError } from '../error.ts';

/** The longest id: it becomes part of directory and branch names. */
export const agentIdMaxLength = 39;

const pattern = /^[a-z0-9][a-z0-9-]{0,38}$/;

/**
 * Names that Windows keeps for devices in every directory, so that no folder can be called so:
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file. Refused on every system, because an id is written in
 * scripts that travel.
 */
const reserved = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

const cure =
  'Use 1 to 39 lower-case letters, digits and hyphens, starting with a letter or digit, for example "dev-1".';

/**
 * Checks an id that a person or program gave.
 *
 * @returns the id, unchanged
 * @throws LanekeeperError `agent-id-invalid`, naming what is wrong with it
 */
export function parseAgentId(text: string): string {
  const fault = faultOf(text);
  if (fault) throw new LanekeeperError('agent-id-invalid', fault, cure);
  return text;
}

/** Whether `text` can be an agent id. */
export function isAgentId(text: string): boolean {
  return faultOf(text) === null;
}

/** 8 random hex digits that `isTaken` does not know. */
export function generateAgentId(isTaken: (id: string) => boolean = () => false): string {
  for (;;) {
    const id = randomBytes(4).toString('hex');
    if (!isTaken(id)) return id;
  }
}

function faultOf(text: string): string | null {
  if (text === '') return 'The agent id is empty.';
  if (text.includes('\0')) return 'The agent id contains a NUL character.';
  if (/[/\\]/.test(text) || text === '.' || text === '..') {
    return `The agent id ${quote(text)} looks like a path.`;
  }
  if (text.length > agentIdMaxLength) {
    return `The agent id ${quote(text)} has ${text.length} characters, more than ${agentIdMaxLength}.`;
  }
  if (reserved.test(text.toLowerCase())) {
    return `The agent id ${quote(text)} is a device name on Windows.`;
  }
  if (text.startsWith('-')) return `The agent id ${quote(text)} starts with a hyphen.`;
  if (/[A-Z]/.test(text)) return `The agent id ${quote(text)} contains upper-case letters.`;
  if (!pattern.test(text)) {
    return `The agent id ${quote(text)} contains characters other than a-z, 0-9 and "-".`;
  }
  return null;
}

/** Quoted with control characters escaped, and cut, since the text may be hostile and is shown in a terminal. */
function quote(text: string): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return JSON.stringify(shown).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
