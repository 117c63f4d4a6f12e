/** Another window: watches drift on this user's state until it is killed. Says when an agent's drift was recorded. */
import { openEngine } from '../../../src/core/engine.ts';

const engine = await openEngine({
  environment: process.env,
  supervisor: { node: process.execPath, script: '' },
  onFault: (fault) => {
    throw fault;
  },
});
engine.subscribe((event) => {
  if (event.type === 'drift-detected') process.stdout.write(`${event.inputs.join(', ')}\n`);
});
engine.watchDrift();
setInterval(() => undefined, 1000);
