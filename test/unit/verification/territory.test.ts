import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Territory } from '../../../src/core/verification/territory.ts';

describe('whose a path is', () => {
  const territory = new Territory(
    [
      {
        uid: 'a',
        roots: ['/home/l/ns/a', '/home/l/t/1'],
        checkout: ['/repository', '/repository/.git/index'],
      },
      { uid: 'b', roots: ['/home/l/ns/b', '/home/l/wt/b'], checkout: ['/home/l/wt/b'] },
    ],
    [
      { name: 'turbo', path: '/repository/.turbo/cache', isCache: true },
      { name: 'git', path: '/repository/.git', isCache: false },
    ],
  );
  const kind = (file: string, uid = 'a') => territory.placeOf(file, uid).kind;

  it('is its own below its roots, and foreign below another’s', () => {
    assert.equal(kind('/home/l/ns/a/target/x'), 'own');
    assert.equal(kind('/home/l/ns/a'), 'own');
    assert.deepEqual(territory.placeOf('/home/l/wt/b/src/x', 'a'), {
      kind: 'foreign-agent',
      owner: 'b',
      store: null,
    });
    assert.equal(kind('/home/l/wt/b/src/x', 'b'), 'own');
  });

  it('is not told by the beginning of a name', () => {
    assert.equal(kind('/home/l/ns/a2/x'), 'elsewhere');
    assert.equal(kind('/repositoryshop/x'), 'elsewhere');
  });

  it('is the checkout’s, but for the caches and the repository inside it', () => {
    assert.equal(kind('/repository/src/main.rs'), 'checkout');
    assert.equal(kind('/repository/.turbo/cache/1'), 'shared-cache');
    assert.equal(kind('/repository/.git/objects/1'), 'shared-cache');
    assert.equal(kind('/repository/.git/index'), 'checkout');
    assert.equal(kind('/repository/src/main.rs', 'b'), 'elsewhere');
  });

  it('is never foreign to one agent and own to nobody', () => {
    const part = fc.constantFrom('home', 'l', 'ns', 'a', 'b', 't', '1', 'wt', 'work', '.git', 'x');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const file = `/${parts.join('/')}`;
        const owners = ['a', 'b'].filter((uid) => kind(file, uid) === 'own');
        assert.ok(owners.length <= 1);
        for (const uid of ['a', 'b']) {
          const place = territory.placeOf(file, uid);
          if (place.kind === 'foreign-agent') assert.deepEqual(owners, [place.owner]);
        }
      }),
    );
  });
});
