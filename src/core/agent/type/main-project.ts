import type { Project } from '../../environment/ecosystem.ts';

/** The ecosystem's project that a lockfile marks as the one people build, else the first. */
export function mainProject(
  projects: readonly Project[],
  ecosystem: Project['ecosystem'],
  lockfiles: readonly string[],
): Project | undefined {
  const own = projects.filter((project) => project.ecosystem === ecosystem);
  return own.find(({ files }) => lockfiles.some((name) => files.includes(name))) ?? own[0];
}
