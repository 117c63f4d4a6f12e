import { probeEnvironment } from '../version-answer.ts';
import type { RustToolchain } from './toolchain.ts';
import { runTool } from '../tool-output.ts';

const timeoutMs = 30_000;

/**
 * Whether rustc can generate code with Cranelift, which takes less time than LLVM and makes slower programs: only with
 * a nightly toolchain and its component `rustc-codegen-cranelift-preview`. It is asked to read no program with it,
 * since it loads the code generator even then (https://github.com/rust-lang/rustc_codegen_cranelift).
 */
export async function hasCranelift(
  { rustc, release }: RustToolchain,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<boolean> {
  if (!/-(?:nightly|dev)$/.test(release)) return false;
  const { exitCode } = await runTool(
    rustc,
    ['-Zcodegen-backend=cranelift', '--crate-name=probe', '--print=file-names', '-'],
    { cwd: folder, environment: probeEnvironment(environment), timeoutMs, input: '' },
  );
  return exitCode === 0;
}
