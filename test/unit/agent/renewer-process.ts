/** Renews an agent and dies of SIGKILL at the step with the given number: `renewer-process.ts AGENT STEP`. */
import { openEngine } from '../../../src/core/engine.ts';

const [, , agent = '', step = ''] = process.argv;
const engine = await openEngine({
  environment: process.env,
  supervisor: { node: process.execPath, script: '' },
  onFault: (fault) => {
    throw fault;
  },
});
let seen = 0;
await engine.renew(agent, {
  onProgress: () => {
    seen += 1;
    if (seen === Number(step)) process.kill(process.pid, 'SIGKILL');
  },
});
engine.dispose();
