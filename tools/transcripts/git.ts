import type { Collision, Collisions } from './collision.ts';
import type { Holder, Lab } from './lab.ts';

/** A repository with a commit, a second branch and a clone. */
function repository(lab: Lab): void {
  lab.run(
    `git init -q -b main repository
     cd repository
     git config user.name Dev
     git config user.email dev@example.org
     echo one >one.txt
     git add one.txt
     git commit -q -m one
     git branch other $(git commit-tree -p HEAD -m other HEAD^{tree})
     git tag first
     cd ..
     git clone -q repository clone
     cd clone
     git config user.name Dev
     git config user.email dev@example.org
     cd ..
     echo two >repository/one.txt`,
  );
}

/** A hook that waits until the input of its holder ends; its own is not the holder's. */
function waitAtHook(lab: Lab, line: string, hook: string, condition = ''): Promise<Holder> {
  lab.run('mkfifo go');
  const script = `#!/bin/sh\n${condition}\necho at the hook >&2\nread line <${lab.file('go')}\n`;
  lab.write(`repository/.git/hooks/${hook}`, script, 0o755);
  return lab.hold(
    `${line} & cat; rm repository/.git/hooks/${hook}; echo go >${lab.file('go')}; wait`.replace(
      'rm repository/',
      'rm ',
    ),
    {
      cwd: lab.file('repository'),
      printed: 'at the hook',
    },
  );
}

/** A transaction that is prepared has the lock of each reference in it. */
function holdReference(lab: Lab, where: string, reference: string): Promise<Holder> {
  return lab.hold(
    `(echo start; echo "update ${reference} HEAD~0"; echo prepare; cat) | git update-ref --stdin`,
    { cwd: lab.file(where), printed: 'prepare: ok' },
  );
}

function behindIndex(id: string, line: string): Collision {
  return {
    id: `git-index-${id}`,
    how: `a git commit is at its hook with the index in its hands; ${line}`,
    expect: [{ kind: 'lock-failed', resource: 'index.lock', blocking: false }],
    async record(lab) {
      repository(lab);
      const holder = await waitAtHook(lab, 'git commit -a -m two', 'pre-commit');
      const recording = await lab.record(line, { cwd: lab.file('repository') });
      await holder.release();
      return recording;
    },
  };
}

function behindReference(id: string, line: string, where: string, reference: string): Collision {
  return {
    id: `git-reference-${id}`,
    how: `a git update-ref --stdin has prepared a change of ${reference}; ${line}`,
    expect: [{ kind: 'lock-failed', resource: reference, blocking: false }],
    async record(lab) {
      repository(lab);
      lab.run('cd repository && git checkout -q other && git commit -q --allow-empty -m other');
      const holder = await holdReference(lab, where, reference);
      const recording = await lab.record(line, { cwd: lab.file('clone') });
      await holder.release();
      return recording;
    },
  };
}

export const git: Collisions = {
  tool: 'git',
  version: ['git', '--version'],
  collisions: [
    behindIndex('add', 'git add one.txt'),
    behindIndex('commit', 'git commit -a -m three'),
    behindIndex('reset', 'git reset --hard'),
    behindIndex('checkout', 'git checkout other -- one.txt'),
    behindIndex('switch', 'git switch other'),
    behindIndex('merge', 'git merge other'),
    behindIndex('rm', 'git rm -q --cached one.txt'),
    behindIndex('cherry-pick', 'git cherry-pick first'),
    behindIndex('terminal', 'git -c color.ui=always add -A .'),
    ...['de', 'fr', 'es', 'pl', 'ru', 'sv', 'tr', 'zh_CN'].map((language) =>
      behindIndex(`add-${language}`, `LC_ALL=C.UTF-8 LANGUAGE=${language} git add one.txt`),
    ),
    behindReference('fetch', 'git fetch origin', 'clone', 'refs/remotes/origin/other'),
    {
      ...behindReference('branch', 'git branch -f main2 HEAD', 'clone', 'refs/heads/main2'),
      async record(lab) {
        repository(lab);
        const holder = await lab.hold(
          '(echo start; echo "create refs/heads/main2 HEAD"; echo prepare; cat) | git update-ref --stdin',
          { cwd: lab.file('clone'), printed: 'prepare: ok' },
        );
        const recording = await lab.record('git branch -f main2 HEAD', { cwd: lab.file('clone') });
        await holder.release();
        return recording;
      },
    },
    {
      id: 'git-reference-commit',
      how: 'a git update-ref --stdin has prepared a change of refs/heads/main; git commit',
      expect: [{ kind: 'lock-failed', resource: 'HEAD', blocking: false }],
      async record(lab) {
        repository(lab);
        const holder = await holdReference(lab, 'repository', 'refs/heads/main');
        const recording = await lab.record('git commit -q -a -m three', {
          cwd: lab.file('repository'),
        });
        await holder.release();
        return recording;
      },
    },
    {
      id: 'git-reference-push',
      how: 'a git update-ref --stdin in the remote has prepared a change of refs/heads/topic; git push',
      expect: [{ kind: 'lock-failed', resource: 'refs/heads/topic', blocking: false }],
      async record(lab) {
        repository(lab);
        lab.run(
          'cd repository && git branch topic && cd ../clone && git commit -q --allow-empty -m two',
        );
        const holder = await holdReference(lab, 'repository', 'refs/heads/topic');
        const recording = await lab.record('git push origin HEAD:topic', {
          cwd: lab.file('clone'),
        });
        await holder.release();
        return recording;
      },
    },
    {
      id: 'git-packed-references',
      how: 'a git update-ref --stdin has prepared a deletion, for which it has the packed references; git pack-refs',
      expect: [{ kind: 'lock-failed', resource: 'packed-refs.lock', blocking: false }],
      async record(lab) {
        repository(lab);
        lab.run('cd repository && git pack-refs --all');
        const holder = await lab.hold(
          '(echo start; echo "delete refs/heads/other"; echo prepare; cat) | git update-ref --stdin',
          { cwd: lab.file('repository'), printed: 'prepare: ok' },
        );
        const recording = await lab.record('git pack-refs --all', { cwd: lab.file('repository') });
        await holder.release();
        return recording;
      },
    },
    {
      id: 'git-config',
      how: 'eight loops of git config write one file until one finds it locked',
      expect: [{ kind: 'lock-failed', resource: '.git/config', blocking: false }],
      record(lab) {
        repository(lab);
        lab.write(
          'repository/loop.sh',
          'for i in $(seq 200); do [ -e met ] && exit; git config a.b$1 $i || touch met; done\n',
        );
        return lab.record('for i in 1 2 3 4 5 6 7 8; do sh loop.sh $i & done; wait', {
          cwd: lab.file('repository'),
        });
      },
    },
    {
      id: 'git-branch-of-worktree',
      how: 'a worktree has the branch that another is to have',
      expect: [{ kind: 'branch-in-use', resource: 'topic', blocking: false }],
      record(lab) {
        repository(lab);
        lab.run('cd repository && git worktree add -q -b topic ../tree');
        return lab.record('git worktree add ../second topic', { cwd: lab.file('repository') });
      },
    },
    {
      id: 'git-switch-to-worktree',
      how: 'a worktree has the branch that another switches to',
      expect: [{ kind: 'branch-in-use', resource: 'topic', blocking: false }],
      record(lab) {
        repository(lab);
        lab.run('cd repository && git worktree add -q -b topic ../tree');
        return lab.record('git switch topic', { cwd: lab.file('repository') });
      },
    },
    {
      id: 'git-worktree-locked',
      how: 'a worktree that another agent has locked is removed',
      expect: [{ kind: 'lock-failed', resource: 'working tree', blocking: false }],
      record(lab) {
        repository(lab);
        lab.run(
          'cd repository && git worktree add -q -b topic --lock --reason "agent dev-1" ../tree',
        );
        return lab.record('git worktree remove ../tree', { cwd: lab.file('repository') });
      },
    },
    {
      id: 'git-gc-running',
      how: 'git gc while another is at the hook for references, with gc.pid in its hands',
      expect: [{ kind: 'lock-failed', resource: 'gc', blocking: false }],
      async record(lab) {
        repository(lab);
        const holder = await waitAtHook(
          lab,
          'git gc',
          'reference-transaction',
          '[ "$1" = prepared ] || exit 0',
        );
        const recording = await lab.record('git gc', { cwd: lab.file('repository') });
        await holder.release();
        return recording;
      },
    },
    {
      id: 'git-disk-full',
      how: 'git add of a file for which a disk of 256 KiB has no room',
      expect: [{ kind: 'disk-full', resource: '', blocking: false, tool: 'system' }],
      record(lab) {
        const disk = lab.smallDisk('disk', 256);
        lab.run(`git init -q -b main disk && head -c 120000 /dev/urandom >disk/big`);
        return lab.record('git add -A', {
          cwd: disk,
        });
      },
    },
  ],
};
