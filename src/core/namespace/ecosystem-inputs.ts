import type { EcosystemName } from '../environment/ecosystem.ts';
import { isProjectFile, projectFileNames } from './project-file-names.ts';
import { toolchainProbes } from './toolchain-probes.ts';

/** A tool as an explanation names it (`rustc (rust)`), or a file of the project. */
export type NamedInput = { readonly tool: string } | { readonly file: string };

/** Whether an input of a namespace concerns an ecosystem. */
export function isInputOf(ecosystem: EcosystemName, input: NamedInput): boolean {
  if ('file' in input) return isProjectFile(input.file, projectFileNames[ecosystem]);
  if (input.tool === 'rust target') return ecosystem === 'rust';
  const [probe] = input.tool.split(' (');
  return toolchainProbes.some((each) => each.name === probe && each.ecosystem === ecosystem);
}
