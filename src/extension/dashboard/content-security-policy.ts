import { randomBytes } from 'node:crypto';

/** A value no one can guess, for one page load: 128 bits, as Content Security Policy Level 3 asks at least. */
export function createNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Of the empty text. The toolkit adds one empty style element, and fills it through the CSSOM. */
const emptyStyleHash = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';

/**
 * The dashboard's policy: its one script by nonce, its one style sheet from the extension's folder, and nothing else:
 * no network, frames, fonts, images, forms, inline styles or evaluated code. Styles set through the CSSOM, as Preact,
 * uPlot and the toolkit's adopted sheets do, are no inline styles (https://www.w3.org/TR/CSP3/#directive-style-src).
 */
export function contentSecurityPolicy(options: { cspSource: string; nonce: string }): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${options.nonce}'`,
    `style-src ${options.cspSource} '${emptyStyleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
