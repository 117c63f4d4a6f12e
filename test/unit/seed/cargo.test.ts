import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Agent } from '../../../src/core/agent/agent.ts';
import { makeRepository, runGit, writeFiles } from '../git-repository.ts';
import { requireTool } from '../required-tool.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { agentIn, candidate, cargoBuild, seed, treeHash } from './two-agents.ts';

const manifest = (name: string, rest = ''): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${rest}`;

/** A crate from git, as those from a registry are compiled from sources that never change. */
const dependency = {
  'Cargo.toml': manifest('dependency'),
  'build.rs': `fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/number.rs"), "pub const NUMBER: u32 = 7;").unwrap();
    println!("cargo:rerun-if-changed=build.rs");
  }`,
  'src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/number.rs"));',
};

const workspace = (dependencyPath: string): Record<string, string> => ({
  '.gitignore': 'target\n',
  'Cargo.toml': '[workspace]\nmembers = ["app", "place", "told"]\nresolver = "2"\n',
  'app/Cargo.toml': manifest(
    'app',
    `[dependencies]\ndependency = { git = "file://${dependencyPath}" }\nplace = { path = "../place" }\ntold = { path = "../told" }\n`,
  ),
  'app/src/main.rs':
    'fn main() { println!("one {} {} {}", dependency::NUMBER, place::PLACE, told::FILE); }',
  // Compiles the path of its OUT_DIR in.
  'place/Cargo.toml': manifest('place'),
  'place/build.rs': 'fn main() { println!("cargo:rerun-if-changed=build.rs"); }',
  'place/src/lib.rs': 'pub const PLACE: &str = env!("OUT_DIR");',
  // Writes the path of its OUT_DIR into a file that is compiled in.
  'told/Cargo.toml': manifest('told'),
  'told/build.rs': `fn main() {
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/told.rs"), format!("pub const FILE: &str = {out:?};")).unwrap();
    println!("cargo:rerun-if-changed=build.rs");
  }`,
  'told/src/lib.rs': 'include!(concat!(env!("OUT_DIR"), "/told.rs"));',
});

/** How cargo lays out its build directory, and what makes the cargo at hand do so. */
const layouts = [
  { layout: 'the layout it has by itself', switches: {} },
  {
    layout: 'the layout of 1.100',
    // Unstable before, and so only for who says that a stable cargo may do what a nightly one does.
    switches: { CARGO_UNSTABLE_BUILD_DIR_NEW_LAYOUT: 'true', RUSTC_BOOTSTRAP: '1' },
  },
] as const;

for (const { layout, switches } of layouts)
  describe(`seeding cargo with ${layout}`, function () {
    this.timeout(120_000);
    const directory = temporaryDirectory();
    let environment: NodeJS.ProcessEnv;
    let checkout: string;
    let first: Agent;

    /** What the program of an agent prints. */
    const run = (agent: Agent): string =>
      execFileSync(path.join(targetOf(agent), 'debug', 'app'), { encoding: 'utf8' }).trim();
    const targetOf = (agent: Agent): string => agent.environment['CARGO_TARGET_DIR'] ?? '';
    const buildOf = (agent: Agent): string => agent.environment['CARGO_BUILD_BUILD_DIR'] ?? '';
    const home = (): string => path.join(directory(), 'home');

    beforeEach(async function () {
      await requireTool(this, 'cargo');
      await requireTool(this, 'git');
      const dependencyPath = path.join(directory(), 'dependency');
      checkout = path.join(directory(), 'repository');
      makeRepository(dependencyPath, dependency);
      makeRepository(checkout, workspace(dependencyPath));
      // Cargo's home of its own, so that the dependency does not stay in the user's.
      const rustup = process.env['RUSTUP_HOME'] ?? path.join(process.env['HOME'] ?? '', '.rustup');
      environment = {
        ...process.env,
        CARGO_HOME: path.join(directory(), 'cargo'),
        RUSTUP_HOME: rustup,
        RUSTC_WRAPPER: '',
        ...switches,
      };
      execFileSync('cargo', ['generate-lockfile'], {
        cwd: checkout,
        env: environment,
        stdio: 'ignore',
      });
      runGit(checkout, 'add', '--all');
      runGit(checkout, 'commit', '--quiet', '--message=Lock');
      first = agentIn(home(), 'first', checkout);
      cargoBuild(first, environment);
    });

    it('in the same checkout leaves nothing to compile but what names its own folder', async () => {
      const second = agentIn(home(), 'second', checkout);
      const report = await seed(second, [candidate(first)]);
      assert.equal(report.from, 'first');
      assert.ok(report.bytes > 0 && report.files > 0);
      assert.equal(existsSync(path.join(targetOf(second), 'debug', 'app')), false);
      const { compiled, all } = cargoBuild(second, environment);
      assert.deepEqual(compiled.sort(), ['app', 'place', 'told']);
      assert.ok(all.includes('dependency'));
      const [one, number, place, told] = run(second).split(' ');
      assert.deepEqual([one, number], ['one', '7']);
      assert.ok(place?.startsWith(buildOf(second)), place);
      assert.ok(told?.startsWith(buildOf(second)), told);
      assert.deepEqual(cargoBuild(second, environment).compiled, []);
    });

    it('leaves the seed as it was, whatever the seeded agent then builds', async () => {
      const second = agentIn(home(), 'second', checkout);
      const before = await treeHash(buildOf(first));
      await seed(second, [candidate(first)]);
      writeFileSync(path.join(checkout, 'app/src/main.rs'), 'fn main() { println!("two"); }');
      cargoBuild(second, environment);
      assert.equal(run(second), 'two');
      assert.equal(await treeHash(buildOf(first)), before);
      const build = path.join(buildOf(second), 'debug');
      const libraries = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /libdependency[^/]*\.rlib$/.test(name),
      );
      assert.ok(libraries.length > 0);
      assert.ok(libraries.every((name) => statSync(path.join(build, name)).nlink === 1));
    });

    it('builds a worktree’s own code, also where its files are older than the seed', async () => {
      const worktree = path.join(directory(), 'worktree');
      runGit(checkout, 'worktree', 'add', '--quiet', worktree);
      writeFiles(worktree, {
        'app/src/main.rs': 'fn main() { println!("worktree {}", dependency::NUMBER); }',
      });
      const past = new Date(Date.now() - 3_600_000);
      for (const name of ['app', 'place', 'told']) {
        for (const file of readdirSync(path.join(worktree, name, 'src'))) {
          utimesSync(path.join(worktree, name, 'src', file), past, past);
        }
      }
      const second = agentIn(home(), 'second', worktree);
      assert.equal((await seed(second, [candidate(first)])).from, 'first');
      const { compiled } = cargoBuild(second, environment);
      assert.equal(run(second), 'worktree 7');
      assert.equal(compiled.includes('dependency'), false);
      assert.equal(existsSync(path.join(buildOf(first), 'debug', 'incremental')), true);
    });
  });
