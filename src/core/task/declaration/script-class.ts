import type { ResourceClass } from '../../resource/resource-class.ts';

const classes: readonly { readonly name: RegExp; readonly class: ResourceClass }[] = [
  { name: /^test|^e2e|^spec/, class: 'test' },
  { name: /^build|^bundle|^compile|^check|^lint|^type-?check|^tsc/, class: 'compile' },
];

/** What a script mostly uses, as far as its name tells. */
export function classOfScript(script: string): ResourceClass | null {
  return classes.find(({ name }) => name.test(script))?.class ?? null;
}
