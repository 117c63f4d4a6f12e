/** Ends an exhaustive switch: a union member without a case becomes a compile error here. */
export function unreachable(value: never): never {
  throw new TypeError(`Unexpected value: ${JSON.stringify(value)}`);
}
