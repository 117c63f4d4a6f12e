import assert from 'node:assert/strict';
import { deleteClaims, insertClaim } from '../../../../src/core/claim/claim-registry.ts';
import type { ClaimOwner } from '../../../../src/core/claim/claim.ts';
import { CoresAdmission } from '../../../../src/core/task/run/admission.ts';
import { ClaimedAdmission } from '../../../../src/core/task/run/claimed-admission.ts';
import { endings, graphRig, script } from './graph-rig.ts';

const repository = '/repository/.git';
const jane: ClaimOwner = { kind: 'person', name: 'jane' };

describe('a task whose paths others have claimed', () => {
  const rig = graphRig();

  async function claim(globs: string[], owner: ClaimOwner = jane): Promise<void> {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const since = new Date().toISOString();
    await rig().context.store.write((transaction) =>
      insertClaim(transaction, {
        ...{ repository, mode: 'write', globs, owner, purpose: 'a rename', since, until },
      }),
    );
  }

  function admission(owner: ClaimOwner | null = null): ClaimedAdmission {
    const place = () => Promise.resolve({ repository, prefix: 'app' });
    return new ClaimedAdmission(rig().context.store, place, owner, new CoresAdmission(4));
  }

  it('waits, says for whom, and goes on once they are released, while others run', async () => {
    const { run, open } = rig();
    await claim(['app/dist/**']);
    const elsewhere = open();
    let said = '';
    const outcome = await run(
      [
        script('bundle', 'mkdir -p dist && echo x > dist/x', { outputs: ['dist/**'] }),
        script('lint', 'true'),
      ],
      {
        admission: admission(),
        onState: (name, state) => {
          if (name !== 'bundle' || state.status !== 'waiting') return;
          if (state.reason.kind !== 'resources' || said !== '') return;
          said = state.reason.text;
          void elsewhere.store.write((transaction) =>
            deleteClaims(transaction, repository, jane, null),
          );
        },
      },
    );
    assert.match(said, /app\/dist\/\*\* is claimed for writing by jane \(a rename\)/);
    assert.deepEqual(endings(outcome), { bundle: 'ran', lint: 'ran' });
  });

  it('does not wait for claims of the agent that runs it, nor for those on other paths', async () => {
    const agent: ClaimOwner = { kind: 'person', name: 'agent' };
    await claim(['app/dist/**'], agent);
    await claim(['docs/**']);
    const outcome = await rig().run(
      [script('bundle', 'mkdir -p dist && echo x > dist/x', { outputs: ['dist/**'] })],
      { admission: admission(agent) },
    );
    assert.deepEqual(endings(outcome), { bundle: 'ran' });
  });
});
