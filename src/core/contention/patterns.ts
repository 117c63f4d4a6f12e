import { type ContentionPattern, needlesOf } from './pattern.ts';
import { apkPatterns } from './patterns/apk.ts';
import { aptPatterns } from './patterns/apt.ts';
import { bazelPatterns } from './patterns/bazel.ts';
import { brewPatterns } from './patterns/brew.ts';
import { bunPatterns } from './patterns/bun.ts';
import { cargoPatterns } from './patterns/cargo.ts';
import { condaPatterns } from './patterns/conda.ts';
import { coreutilsPatterns } from './patterns/coreutils.ts';
import { djangoPatterns } from './patterns/django.ts';
import { dmypyPatterns } from './patterns/dmypy.ts';
import { dnfPatterns } from './patterns/dnf.ts';
import { dockerPatterns } from './patterns/docker.ts';
import { dotnetPatterns } from './patterns/dotnet.ts';
import { flaskPatterns } from './patterns/flask.ts';
import { flutterPatterns } from './patterns/flutter.ts';
import { gccPatterns } from './patterns/gcc.ts';
import { gitPatterns } from './patterns/git.ts';
import { goPatterns } from './patterns/go.ts';
import { gradlePatterns } from './patterns/gradle.ts';
import { javaPatterns } from './patterns/java.ts';
import { jestPatterns } from './patterns/jest.ts';
import { kernelPatterns } from './patterns/kernel.ts';
import { lanekeeperPatterns } from './patterns/lanekeeper.ts';
import { makePatterns } from './patterns/make.ts';
import { mambaPatterns } from './patterns/mamba.ts';
import { mavenPatterns } from './patterns/maven.ts';
import { msbuildPatterns } from './patterns/msbuild.ts';
import { nextPatterns } from './patterns/next.ts';
import { nginxPatterns } from './patterns/nginx.ts';
import { nixPatterns } from './patterns/nix.ts';
import { nodePatterns } from './patterns/node.ts';
import { npmPatterns } from './patterns/npm.ts';
import { nxPatterns } from './patterns/nx.ts';
import { pacmanPatterns } from './patterns/pacman.ts';
import { phpPatterns } from './patterns/php.ts';
import { pipPatterns } from './patterns/pip.ts';
import { pnpmPatterns } from './patterns/pnpm.ts';
import { poetryPatterns } from './patterns/poetry.ts';
import { preCommitPatterns } from './patterns/pre-commit.ts';
import { pytestPatterns } from './patterns/pytest.ts';
import { pythonPatterns } from './patterns/python.ts';
import { reactScriptsPatterns } from './patterns/react-scripts.ts';
import { redisPatterns } from './patterns/redis.ts';
import { rubyPatterns } from './patterns/ruby.ts';
import { rustPatterns } from './patterns/rust.ts';
import { rustupPatterns } from './patterns/rustup.ts';
import { sccachePatterns } from './patterns/sccache.ts';
import { shellsPatterns } from './patterns/shells.ts';
import { springPatterns } from './patterns/spring.ts';
import { sqlitePatterns } from './patterns/sqlite.ts';
import { swiftPatterns } from './patterns/swift.ts';
import { terraformPatterns } from './patterns/terraform.ts';
import { uvPatterns } from './patterns/uv.ts';
import { vcpkgPatterns } from './patterns/vcpkg.ts';
import { vitePatterns } from './patterns/vite.ts';
import { vitestPatterns } from './patterns/vitest.ts';
import { windowsPatterns } from './patterns/windows.ts';
import { yarnPatterns } from './patterns/yarn.ts';

/** Every message that is recognised, a file for each tool. Where several match a line, the first counts. */
export const patterns: readonly ContentionPattern[] = [
  ...cargoPatterns,
  ...sccachePatterns,
  ...rustupPatterns,
  ...rustPatterns,
  ...uvPatterns,
  ...pipPatterns,
  ...poetryPatterns,
  ...condaPatterns,
  ...mambaPatterns,
  ...pytestPatterns,
  ...dmypyPatterns,
  ...pythonPatterns,
  ...flaskPatterns,
  ...preCommitPatterns,
  ...npmPatterns,
  ...pnpmPatterns,
  ...yarnPatterns,
  ...nxPatterns,
  ...nodePatterns,
  ...goPatterns,
  ...springPatterns,
  ...vitePatterns,
  ...nextPatterns,
  ...vitestPatterns,
  ...jestPatterns,
  ...dockerPatterns,
  ...gitPatterns,
  ...gradlePatterns,
  ...mavenPatterns,
  ...bazelPatterns,
  ...msbuildPatterns,
  ...gccPatterns,
  ...makePatterns,
  ...terraformPatterns,
  ...aptPatterns,
  ...brewPatterns,
  ...vcpkgPatterns,
  ...flutterPatterns,
  ...swiftPatterns,
  ...nixPatterns,
  ...sqlitePatterns,
  ...coreutilsPatterns,
  ...shellsPatterns,
  ...kernelPatterns,
  ...lanekeeperPatterns,
  ...bunPatterns,
  ...javaPatterns,
  ...rubyPatterns,
  ...phpPatterns,
  ...nginxPatterns,
  ...redisPatterns,
  ...djangoPatterns,
  ...reactScriptsPatterns,
  ...dotnetPatterns,
  ...windowsPatterns,
  ...pacmanPatterns,
  ...dnfPatterns,
  ...apkPatterns,
];

/** All needles of all patterns, each with the pattern that it is of, in the order of the patterns. */
export const patternNeedles: readonly {
  readonly needle: string;
  readonly pattern: ContentionPattern;
}[] = patterns.flatMap((pattern) => needlesOf(pattern).map((needle) => ({ needle, pattern })));
