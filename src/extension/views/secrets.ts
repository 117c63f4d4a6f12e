const secretWords = new Set([
  'TOKEN',
  'TOKENS',
  'SECRET',
  'SECRETS',
  'PASSWORD',
  'PASSWD',
  'PASSPHRASE',
  'PWD',
  'KEY',
  'KEYS',
  'APIKEY',
  'CREDENTIAL',
  'CREDENTIALS',
  'AUTH',
  'AUTHORIZATION',
  'COOKIE',
  'PAT',
]);

/** Shell book-keeping whose names only look secret. */
const harmless = new Set(['PWD', 'OLDPWD', 'SSH_AUTH_SOCK']);

export const mask = '••••••';

/**
 * What may be shown of a variable. A value is hidden whole when its name says that it is secret, and in part when it
 * is an address with a password in it.
 */
export function maskSecret(name: string, value: string): string {
  const upper = name.toUpperCase();
  const words = upper.split(/[^A-Z0-9]+/);
  if (value !== '' && !harmless.has(upper) && words.some((word) => secretWords.has(word))) {
    return mask;
  }
  return value.replace(/(?<=:\/\/)[^/\s@]+(?=@)/g, mask);
}
