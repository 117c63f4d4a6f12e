import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { runsInForeground } from '../../../src/core/process/terminal-foreground.ts';
import { requireTool } from '../required-tool.ts';

describe('the terminal of a shell', () => {
  it('is that of the command that runs, and of the shell again at its prompt', async function () {
    if (process.platform !== 'linux') this.skip();
    await requireTool(this, 'script');
    await requireTool(this, 'bash');
    // script(1) gives the shell a terminal of its own.
    const terminal = spawn('script', ['-qfc', 'exec bash --norc --noprofile -i', '/dev/null']);
    try {
      let shown = '';
      const shows = async (text: RegExp): Promise<string> => {
        while (!text.test(shown)) {
          const chunk: unknown[] = await once(terminal.stdout, 'data');
          shown += String(chunk[0]);
        }
        const found = text.exec(shown)?.[1] ?? '';
        shown = '';
        return found;
      };
      terminal.stdin.write(`PS1='at the ''prompt '; echo "shell=$$"\n`);
      const shell = Number(await shows(/shell=(\d+)[^]*at the prompt /));
      assert.equal(runsInForeground(shell), false);
      terminal.stdin.write(`sh -c 'echo "run""ning"; read -r _'\n`);
      await shows(/(running)/);
      assert.equal(runsInForeground(shell), true);
      terminal.stdin.write('\n');
      await shows(/(at the prompt) /);
      assert.equal(runsInForeground(shell), false);
    } finally {
      terminal.kill();
    }
  });

  it('is not known of a process that there is not, or that has none', () => {
    assert.equal(runsInForeground(0), null);
    const own = execFileSync('setsid', [
      process.execPath,
      '-e',
      `import(${JSON.stringify(import.meta.resolve('../../../src/core/process/terminal-foreground.ts'))})
         .then(({ runsInForeground }) => console.log(runsInForeground(process.pid)))`,
    ]);
    assert.equal(own.toString().trim(), 'null');
  });
});
