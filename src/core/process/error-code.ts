/** The system's code of a failed call, such as `ENOENT`; empty if the fault carries none. */
export function errorCode(fault: unknown): string {
  return fault instanceof Error && 'code' in fault && typeof fault.code === 'string'
    ? fault.code
    : '';
}
