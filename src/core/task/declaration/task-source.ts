import type { Project } from '../../environment/ecosystem.ts';
import type { TaskDeclaration } from './declaration.ts';

/** What could not be read, or not be used as it stands: a sentence that names the file. */
export type TaskProblem = string;

export interface FoundTasks {
  readonly declarations: readonly TaskDeclaration[];
  readonly problems: readonly TaskProblem[];
}

/** Finds the tasks that the files of one ecosystem's tools imply. */
export interface TaskSource {
  /** @param checkout absolute */
  find(checkout: string, projects: readonly Project[]): Promise<FoundTasks>;
}
