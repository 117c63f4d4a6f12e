import assert from 'node:assert/strict';
import { detectProjects } from '../../../src/core/environment/ecosystems.ts';
import { computeNamespace } from '../../../src/core/namespace/compute.ts';
import { lockfileNotes } from '../../../src/core/namespace/lockfile-notes.ts';
import { writeFiles } from '../git-repository.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

describe('the notes on lockfiles', () => {
  const directory = temporaryDirectory();
  const notesOn = async (files: Readonly<Record<string, string>>) => {
    writeFiles(directory(), files);
    return lockfileNotes(directory(), await detectProjects(directory()));
  };

  it('are none where each project has one lockfile', async () => {
    const notes = await notesOn({
      'Cargo.toml': '',
      'Cargo.lock': '',
      'package.json': '{}',
      'pnpm-lock.yaml': '',
      'pyproject.toml': '',
      'uv.lock': '',
    });
    assert.deepEqual(notes, []);
  });

  it('name the lockfiles of several package managers, and which manager is used by their order', async () => {
    const [note, ...others] = await notesOn({
      'package.json': '{}',
      'package-lock.json': '{}',
      'yarn.lock': '',
    });
    assert.deepEqual(others, []);
    assert.match(note ?? '', /package managers: yarn\.lock, package-lock\.json\. All are inputs\./);
    assert.match(note ?? '', /yarn is used, as of several/);
  });

  it('say that the manifest chose the manager, and in which folder', async () => {
    const [note] = await notesOn({
      'web/package.json': '{"packageManager":"npm@11.0.0"}',
      'web/package-lock.json': '{}',
      'web/yarn.lock': '',
    });
    assert.match(note ?? '', /in web: .* npm is used, as package\.json names it\./);
  });

  it('say which of the lockfiles of Python is used', async () => {
    const [used] = await notesOn({ 'pyproject.toml': '', 'poetry.lock': '', 'uv.lock': '' });
    assert.match(used ?? '', /uv\.lock, poetry\.lock\. .* uv\.lock is used/);
  });

  it('say that no lockfile of Python is used where none of them is for uv', async () => {
    const [none] = await notesOn({
      'pyproject.toml': '[project]\nname = "p"\n',
      'poetry.lock': '',
      'pdm.lock': '',
    });
    assert.match(none ?? '', /poetry\.lock, pdm\.lock\. .* None of them is used/);
  });

  it('stand beside those on files in conflict, and are no part of the namespace', async () => {
    const conflict = '<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> other\n';
    writeFiles(directory(), {
      'package.json': '{}',
      'yarn.lock': conflict,
      'package-lock.json': '',
    });
    const request = { workspace: directory(), agent: 'a', toolchains: [] };
    const { notes, namespace } = await computeNamespace(request);
    assert.equal(notes.length, 2);
    assert.match(notes[0] ?? '', /^yarn\.lock holds the marks of a merge conflict\./);
    const { namespace: other } = await computeNamespace({ ...request, projects: [] });
    assert.equal(other, namespace);
  });
});
