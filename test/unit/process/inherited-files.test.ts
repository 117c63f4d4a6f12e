import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { engineRig } from '../agent/engine-rig.ts';

describe('files that a supervisor inherits', () => {
  const rig = engineRig();

  it('are closed before the agent’s first command, its own log and channel aside', async function () {
    if (process.platform !== 'linux') this.skip();
    const { workspace, open, ended } = rig();
    const leaked = path.join(workspace, 'log-of-the-editor');
    // An editor that opens its log without O_CLOEXEC, as VS Code does.
    const editor = path.join(workspace, 'node-with-a-leak');
    writeFileSync(editor, `#!/bin/sh\nexec 7>>'${leaked}'\nexec '${process.execPath}' "$@"\n`);
    chmodSync(editor, 0o755);
    const engine = await open({}, editor);

    const { id } = await engine.spawn({
      workspace,
      command: ['sh', '-c', 'readlink /proc/$PPID/fd/* /proc/$$/fd/*; true'],
    });
    assert.equal((await ended(id)).status, 'done');
    const held = (await engine.readLogTail(id, 20_000)).toString();
    assert.match(held, /supervisor\.log/);
    assert.doesNotMatch(held, /log-of-the-editor\s/);
    assert.deepEqual(engine.breaches(), []);
  });
});
