/** How another process of this command line is started: with this Node.js, and this script. */
export function ownProgram(): { node: string; script: string } {
  const [, script] = process.argv;
  if (script === undefined) throw new TypeError('The command line has no script path.');
  return { node: process.execPath, script };
}
