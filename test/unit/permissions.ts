import { requireTool } from './required-tool.ts';

/**
 * Words to put before a command so that permission bits bind it. They bind every user but root, which keeps its uid
 * here and so its files, but goes without the capabilities to read and write everything (capabilities(7)).
 */
export async function boundByPermissions(context: Mocha.Context): Promise<readonly string[]> {
  if (process.platform === 'win32') return context.skip();
  if (process.getuid?.() !== 0) return [];
  const setpriv = await requireTool(context, 'setpriv');
  return [setpriv, '--bounding-set=-dac_override,-dac_read_search,-fowner', '--'];
}
