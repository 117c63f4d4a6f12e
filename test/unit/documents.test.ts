import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { agentTypes } from '../../src/core/agent/type/agent-types.ts';
import { configurationSchema } from '../../src/core/configuration.ts';
import { doctorChecks } from '../../src/core/verification/doctor/doctor-checks.ts';
import { checks } from '../../src/core/verification/checks.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync('docs/*.md', { cwd: root }),
];
/** Commands that Lanekeeper calls by itself. */
const internal = new Set(['serve-jobs', 'supervise']);

/** How GitHub names the anchor of a heading. */
function anchorsOf(file: string): string[] {
  return [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('the documents', () => {
  for (const file of documents) {
    it(`name only files of the repository that there are: ${file}`, () => {
      const named = [
        ...read(file).matchAll(/`((?:src|test|tools|webview|docs|media|bench)\/[^`\s*]+)`/g),
      ].map(([, name = '']) => name);
      assert.deepEqual(
        named.filter((name) => !existsSync(path.join(root, name))),
        [],
      );
    });

    it(`link to what there is: ${file}`, () => {
      const broken = [...read(file).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].filter(
        ([, target = '', anchor]) => {
          const other = target === '' ? file : path.join(path.dirname(file), target);
          if (!existsSync(path.join(root, other))) return true;
          return anchor !== undefined && !anchorsOf(other).includes(anchor);
        },
      );
      assert.deepEqual(
        broken.map(([link]) => link),
        [],
      );
    });
  }

  it('that messages name are in the package', () => {
    const sources = globSync('src/**/*.ts', { cwd: root });
    const code = sources.map((file) => read(file).replace(/\/\*.*?\*\/|^\s*(?:\/\/|#).*$/gms, ''));
    const named = new Set(code.join('\n').match(/docs\/[\w-]+\.md/g));
    assert.ok(named.size > 0);
    const packaged = read('.vscodeignore').split('\n');
    assert.deepEqual(
      [...named].filter((name) => !packaged.includes(`!${name}`)),
      [],
    );
  });

  it('say which test shows what is said of each bad input', () => {
    const rows = read('docs/testing.md')
      .split('## Bad input')[1]
      ?.split('\n')
      .filter((line) => line.startsWith('|'));
    const named = (rows ?? []).flatMap((row) =>
      [...(row.split('|')[4] ?? '').matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => name),
    );
    assert.ok(named.length > 50);
    const places = (name: string): string[] => [`test/${name}.test.ts`, `test/${name}`];
    assert.deepEqual(
      named.filter((name) => !places(name).some((place) => existsSync(path.join(root, place)))),
      [],
    );
  });

  it('have all commands, agent types and settings of the command line', () => {
    const text = read('docs/command-line.md');
    const commands = readdirSync(path.join(root, 'src/cli/commands'))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.basename(name, '.ts'))
      .filter((name) => !internal.has(name));
    assert.deepEqual(
      commands.filter((name) => !new RegExp(`^    lanekeeper .*\\b${name}\\b`, 'm').test(text)),
      [],
    );
    const types = agentTypes().map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => !text.includes(`\`${type}\``)),
      [],
    );
    const settings = Object.keys(configurationSchema().shape);
    assert.deepEqual(
      settings.filter((key) => !text.includes(`"${key}":`)),
      [],
    );
  });

  it('have all checks of the doctor and of the quality gates', () => {
    for (const [file, ids] of [
      ['docs/doctor.md', doctorChecks.map(({ id }) => id)],
      ['docs/verification.md', checks.map(({ id }) => id)],
    ] as const) {
      const text = read(file);
      assert.deepEqual(
        ids.filter((id) => !text.includes(`| \`${id}\``)),
        [],
      );
    }
  });
});
