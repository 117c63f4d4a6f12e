import { makeRepository } from '../git-repository.ts';

const packages = Array.from({ length: 12 }, (_, index) => `p${String(index)}`);

/** A repository of twelve packages that turbo builds by printing a word; `when` is an input of each of them. */
export function makeTurboProject(directory: string): void {
  const links = packages.flatMap((name): [string, object][] => [
    [name, { version: '1.0.0' }],
    [`node_modules/${name}`, { resolved: name, link: true }],
  ]);
  makeRepository(directory, {
    'package.json': JSON.stringify({
      name: 'root',
      private: true,
      packageManager: 'npm@11.0.0',
      workspaces: packages,
    }),
    'package-lock.json': JSON.stringify({
      name: 'root',
      lockfileVersion: 3,
      requires: true,
      packages: { '': { name: 'root', workspaces: packages }, ...Object.fromEntries(links) },
    }),
    'turbo.json': JSON.stringify({
      globalDependencies: ['when'],
      tasks: { build: { outputs: [] } },
    }),
    '.gitignore': '.turbo\nnode_modules\n',
    when: '',
    ...Object.fromEntries(
      packages.map((name) => [
        `${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', scripts: { build: 'echo built' } }),
      ]),
    ),
  });
}
