import { existsSync } from 'node:fs';
import path from 'node:path';

/** Names of variables whose values are nobody else's business. */
const secretName = /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|KEY/i;

/** Shorter values are words that also stand elsewhere ("true", "us"): hiding them would only garble the output. */
const minLength = 8;

/** A line of a key in PEM form has 64 characters; shorter ones are its frame or its rest. */
const minLineLength = 16;

/**
 * The values in an environment that must not be shown: those of variables called *TOKEN*, *SECRET*, *PASSWORD*, *KEY*
 * and the like, as they are and as they stand in a URL; of a value with several lines, each line. Paths that exist are
 * no secrets (SSL_KEY_FILE).
 */
export function secretsOf(environment: NodeJS.ProcessEnv): ReadonlySet<string> {
  const secrets = new Set<string>();
  for (const [name, value] of Object.entries(environment)) {
    if (!value || value.length < minLength || !secretName.test(name)) continue;
    if (path.isAbsolute(value) && existsSync(value)) continue;
    const lines = value.split(/\r?\n/).filter((line) => line.trim().length >= minLineLength);
    for (const text of lines.length > 1 ? [value, ...lines] : [value.trim()]) {
      secrets.add(text);
      secrets.add(encoded(text));
    }
  }
  return secrets;
}

function encoded(text: string): string {
  // A lone surrogate has no encoding (ECMA-262, encodeURIComponent).
  return text.isWellFormed() ? encodeURIComponent(text) : text;
}
