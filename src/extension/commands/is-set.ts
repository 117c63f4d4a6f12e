/** Whether a script's argument has an option that is true. */
export function isSet(argument: unknown, name: string): boolean {
  return typeof argument === 'object' && argument !== null && Reflect.get(argument, name) === true;
}
