import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { LanekeeperError } from '../../../src/core/error.ts';
import { computeNamespace } from '../../../src/core/namespace/compute.ts';
import { platformName } from '../../../src/core/namespace/platform.ts';
import { makeRepository, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const files = {
  'rust/Cargo.toml': '[package]\nname = "a"\nversion = "0.1.0"\n',
  'rust/Cargo.lock': 'version = 4\n',
  'python/pyproject.toml': '[project]\nname = "p"\nversion = "1"\n',
  'node/package.json': '{}\n',
  'node/package-lock.json': '{}\n',
};

describe('a namespace', () => {
  const directory = temporaryDirectory();

  it('reads <platform>-<toolchain>-<project>-<agent>', async () => {
    writeFiles(directory(), files);
    const { namespace, parts } = await computeNamespace({
      workspace: directory(),
      agent: 'dev-1',
      toolchains: [],
    });
    assert.match(namespace, /^[a-z]+_\w+-[0-9a-f]{8}-[0-9a-f]{8}-dev-1$/);
    const { platform, toolchain, project, agent } = parts;
    assert.equal(platform.value, platformName());
    assert.equal(namespace, [platform.value, toolchain.hash, project.hash, agent.value].join('-'));
  });

  it('is the same in another process, locale, time zone and order of files', async function () {
    await requireTool(this, 'git');
    const module = path.resolve('src/core/namespace/compute.ts');
    makeRepository(path.join(directory(), 'a'), files);
    makeRepository(
      path.join(directory(), 'b'),
      Object.fromEntries(Object.entries(files).reverse()),
    );
    const compute = (workspace: string, locale: string): string =>
      execFileSync(
        process.execPath,
        [
          '--input-type=module',
          '-e',
          `import { computeNamespace } from ${JSON.stringify(module)};
           const { namespace } = await computeNamespace({ workspace: process.argv[1], agent: 'x' });
           process.stdout.write(namespace);`,
          path.join(directory(), workspace),
        ],
        { encoding: 'utf8', env: { ...process.env, LC_ALL: locale, TZ: 'Asia/Kathmandu' } },
      );
    assert.equal(compute('a', 'C'), compute('b', 'tr_TR.UTF-8'));
  });

  for (const [name, content] of Object.entries(files)) {
    it(`changes in its project part alone when ${name} changes`, async () => {
      writeFiles(directory(), files);
      const request = { workspace: directory(), agent: 'a', toolchains: [] };
      const before = await computeNamespace(request);
      writeFileSync(path.join(directory(), name), `${content}\n`);
      const after = await computeNamespace(request);
      assert.notEqual(after.parts.project.hash, before.parts.project.hash);
      assert.equal(after.parts.toolchain.hash, before.parts.toolchain.hash);
    });
  }

  it('does not change with source files', async () => {
    writeFiles(directory(), files);
    const request = { workspace: directory(), agent: 'a', toolchains: [] };
    const before = await computeNamespace(request);
    writeFiles(directory(), { 'rust/src/main.rs': 'fn main() {}' });
    assert.equal((await computeNamespace(request)).namespace, before.namespace);
  });

  it('differs whenever any word of a toolchain differs', async () => {
    const pair = fc.record({ name: fc.string(), value: fc.string() });
    await fc.assert(
      fc.asyncProperty(fc.array(pair), fc.array(pair), async (one, other) => {
        fc.pre(one.concat(other).every(({ name, value }) => !/[\0\n]/.test(name + value)));
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        const hashOf = async (toolchains: typeof one) =>
          (await computeNamespace({ workspace: directory(), agent: 'a', toolchains })).parts
            .toolchain.hash;
        assert.notEqual(await hashOf(one), await hashOf(other));
      }),
      { numRuns: 30 },
    );
  });

  it('asks the toolchains of the projects there are', async function () {
    for (const tool of ['rustc', 'python3', 'node', 'npm']) await requireTool(this, tool);
    writeFiles(directory(), files);
    const { parts } = await computeNamespace({ workspace: directory(), agent: 'a' });
    const inputs = new Map(parts.toolchain.inputs.map(({ name, value }) => [name, value]));
    assert.match(inputs.get('rustc (rust)') ?? '', /^\d+\.\d+\.\d+\S* \S+ \S+-\S+-\S+$/);
    assert.match(inputs.get('python (python)') ?? '', /^\w+ 3\.\d+\.\d+\S* \S+ \S+$/);
    assert.equal(inputs.get('node')?.startsWith('v'), true);
    assert.match(inputs.get('npm') ?? '', /^\d+\.\d+/);
    assert.equal(inputs.has('pnpm'), false);
  });

  it('is refused with the name of a workspace that is not there', async () => {
    const workspace = path.join(directory(), 'gone');
    await assert.rejects(
      computeNamespace({ workspace, agent: 'a' }),
      (fault) =>
        fault instanceof LanekeeperError &&
        fault.code === 'workspace-missing' &&
        fault.message.includes(workspace),
    );
  });

  it('is not computed to the end once it was interrupted', async () => {
    writeFiles(directory(), files);
    await assert.rejects(
      computeNamespace({ workspace: directory(), agent: 'a', signal: AbortSignal.abort() }),
      (fault) => fault instanceof LanekeeperError && fault.code === 'interrupted',
    );
  });
});
