import assert from 'node:assert/strict';
import {
  agentMarker,
  findMarker,
  readAgentMarker,
} from '../../../src/core/process/agent-marker.ts';
import { programs } from './programs.ts';

describe('the marker in the environment of a process', () => {
  const { start, uid } = programs();

  it('is read from a running process', async function () {
    if (process.platform !== 'linux') return this.skip();
    const program = await start('sleep', '1000');
    assert.equal(readAgentMarker(program.process.pid), uid());
  });

  it('is not there in a process whose environment was cleared', async () => {
    const program = await start('env', '-i', 'sh', '-c', 'echo ready; /bin/sleep 1000');
    await program.line();
    assert.equal(readAgentMarker(program.process.pid), null);
  });

  it('is not there in a process that has ended', async () => {
    const program = await start('true');
    await program.command.result;
    assert.equal(readAgentMarker(program.process.pid), null);
  });

  const found = (...entries: string[]) => findMarker(Buffer.from(entries.join('\0')));

  it('is found wherever it stands', () => {
    assert.equal(found(`${agentMarker}=a`, 'B=c', ''), 'a');
    assert.equal(found('B=c', `${agentMarker}=a`, ''), 'a');
    assert.equal(found('B=c', `${agentMarker}=a`), 'a');
  });

  it('is not taken from the value or the end of the name of another variable', () => {
    assert.equal(found(`X=${agentMarker}=a`, ''), null);
    assert.equal(found(`OUTER_${agentMarker}=a`, ''), null);
    assert.equal(found(`OUTER_${agentMarker}=a`, `${agentMarker}=b`, ''), 'b');
  });

  it('counts as missing where it is empty', () => {
    assert.equal(found(`${agentMarker}=`, ''), null);
    assert.equal(found(''), null);
  });
});
