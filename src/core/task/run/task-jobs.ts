import type { Location } from '../../location.ts';
import type { ProcessIdentity } from '../../process/identity.ts';
import type { JobBroker } from '../../resource/jobserver/broker.ts';
import { jobDirectory } from '../../resource/jobserver/job-directory.ts';
import type { Jobs } from '../../resource/jobserver/open-jobs.ts';
import type { Lease, PoolContext } from '../../resource/pool/acquire.ts';
import type { ResourceClass } from '../../resource/resource-class.ts';
import type { TaskDeclaration } from '../declaration/declaration.ts';
import type { Place } from './admission.ts';

export interface TaskJobsOptions {
  readonly pool: PoolContext;
  readonly location: Location;
  /** In whose contract the tasks run; null outside all agents. */
  readonly agent: string | null;
  /** The variables of whoever asks. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onFault: (fault: unknown) => void;
}

/** What a command is started with so that it is counted. */
export interface CountedStart {
  /** What its tools find their tokens by; none for a command that starts no compilers. */
  readonly variables: Readonly<Record<string, string>>;
  /** From here on its place and its tokens belong to the command. */
  readonly bind: (command: ProcessIdentity) => void;
}

/** Tools of these classes start compilers by themselves: test runners and linkers compile first. */
const building: ReadonlySet<ResourceClass | null> = new Set(['compile', 'link', 'test']);

/**
 * The job servers of one run's commands: those of tasks that build take tokens as what `lanekeeper run` runs does. All
 * other tasks cost nothing here, and of a run that has only such not even the code is loaded.
 */
export class TaskJobs {
  readonly #options: TaskJobsOptions;
  #broker: JobBroker | null = null;

  constructor(options: TaskJobsOptions) {
    this.#options = options;
  }

  /**
   * Does `work`, which starts a task's command. A fault with the tokens costs the command its tokens, and not its
   * start.
   *
   * @param place what the task holds, which is its command's from its start on
   */
  async counted<T>(
    task: Pick<TaskDeclaration, 'name' | 'class'>,
    { lease, gpu }: Pick<Place, 'lease' | 'gpu'>,
    work: (start: CountedStart) => Promise<T>,
  ): Promise<T> {
    const { onFault } = this.#options;
    const jobs = building.has(task.class) ? await this.#open(task, lease) : null;
    let binding: Promise<unknown> = Promise.resolve();
    try {
      return await work({
        variables: { ...lease?.variables, ...gpu?.variables, ...jobs?.variables },
        bind: (command) => {
          gpu?.bind(command);
          binding = Promise.all([lease?.bind(command), jobs?.bind(command)]).catch(onFault);
        },
      });
    } finally {
      await binding;
      await jobs?.close().catch(onFault);
    }
  }

  /** Lets another process serve the tokens of whoever still builds. */
  async stop(): Promise<void> {
    const broker = this.#broker;
    this.#broker = null;
    await broker?.stop().catch(this.#options.onFault);
  }

  async #open({ name }: Pick<TaskDeclaration, 'name'>, lease: Lease | null): Promise<Jobs | null> {
    const { pool, location, agent, environment, onFault } = this.#options;
    const directory = jobDirectory(location);
    if (directory === null) return null;
    try {
      const [{ openJobs }, { JobBroker }, { pathWithJobWrappers }] = await Promise.all([
        import('../../resource/jobserver/open-jobs.ts'),
        import('../../resource/jobserver/broker.ts'),
        import('../../environment/job-wrappers.ts'),
      ]);
      const { store } = pool;
      if (this.#broker === null) {
        this.#broker = new JobBroker({ ...pool, directory, onFault });
        this.#broker.start();
      }
      const jobs = await openJobs(
        { store, location },
        {
          agent,
          purpose: `task ${name}`,
          lease: lease?.gate === 'COMPILE_JOBS' ? lease.id : null,
        },
      );
      if (jobs === null || agent !== null) return jobs;
      const search = await pathWithJobWrappers(location, environment);
      return { ...jobs, variables: { ...jobs.variables, ...search } };
    } catch (fault) {
      onFault(fault);
      return null;
    }
  }
}
