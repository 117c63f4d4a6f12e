import assert from 'node:assert/strict';
import { writeFiles } from '../../git-repository.ts';
import { requireTool } from '../../required-tool.ts';
import { engineRig } from '../engine-rig.ts';

const manifest = '[package]\nname = "mine"\nversion = "0.1.0"\nedition = "2021"\n';
const library = `/// \`\`\`
/// assert_eq!(mine::two(), 2);
/// \`\`\`
pub fn two() -> u32 {
    2
}

#[test]
fn of_the_library() {
    assert_eq!(two(), 2);
}
`;

describe('testing Rust with nextest', function () {
  this.timeout(240_000);
  const rig = engineRig();

  beforeEach(async function () {
    await requireTool(this, 'cargo');
    await requireTool(this, 'cargo-nextest');
  });

  /** Runs an agent of the type rust-test to its end. */
  const test = async (files: Readonly<Record<string, string>>) => {
    const { engine, workspace, ended } = rig();
    writeFiles(workspace, { 'Cargo.toml': manifest, ...files });
    await engine.spawn({ id: 'tester', type: 'rust-test', workspace });
    const agent = await ended('tester');
    return { agent, log: (await engine.readLogTail('tester', 50_000)).toString() };
  };
  const commands = () =>
    rig()
      .engine.tasks('tester')
      .filter(({ class: resource }) => resource === 'test')
      .map(({ command, status }) => `${command.slice(0, 3).join(' ')}: ${status}`);

  it('runs the documentation’s tests as well, again after a restart', async () => {
    const { agent, log } = await test({ 'src/lib.rs': library });
    assert.equal(agent.status, 'done', log);
    assert.match(log, /PASS .*of_the_library/);
    assert.match(log, /Doc-tests mine/);
    assert.deepEqual(commands(), ['cargo nextest run: done', 'cargo test --workspace: done']);
    await rig().engine.restart('tester');
    await rig().ended('tester');
    assert.equal(commands().length, 4);
  });

  it('runs none where there is no library, nor fails for want of a test', async () => {
    const { agent, log } = await test({ 'src/main.rs': 'fn main() {}\n' });
    assert.equal(agent.status, 'done', log);
    assert.deepEqual(commands(), ['cargo nextest run: done']);
  });

  it('fails as its command does, and then tests no documentation', async () => {
    const { agent } = await test({
      'src/lib.rs': library.replace('(two(), 2);\n}\n', '(two(), 3);\n}\n'),
    });
    assert.equal(agent.status, 'failed');
    assert.match(agent.statusReason ?? '', /^Its command failed with exit code 100/);
    assert.deepEqual(commands(), ['cargo nextest run: failed', 'cargo test --workspace: stopped']);
  });

  it('tells that the documentation’s tests failed', async () => {
    const { agent } = await test({
      'src/lib.rs': library.replace('two(), 2);\n/// ', 'two(), 3);\n/// '),
    });
    assert.equal(agent.status, 'failed');
    assert.match(agent.statusReason ?? '', /^Its step "Documentation tests" failed/);
  });
});
