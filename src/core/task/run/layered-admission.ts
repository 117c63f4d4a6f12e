import type { ClaimOwner } from '../../claim/claim.ts';
import { LanekeeperError } from '../../error.ts';
import type { PoolContext } from '../../resource/pool/acquire.ts';
import type { TaskGraph } from '../graph/graph.ts';
import type { Admission } from './admission.ts';
import { ClaimedAdmission } from './claimed-admission.ts';
import type { TaskContext } from './request.ts';

/** Whose tasks wait for their places, and where. */
export interface AdmissionPart {
  readonly graph: TaskGraph;
  /** Absolute. */
  readonly checkout: string;
  /** In whose contract they run; null outside all agents. */
  readonly agent: { readonly id: string; readonly uid: string } | null;
  readonly pool: PoolContext;
  /** How many GPUs the user says there are; null where that is for the machine to tell. */
  readonly gpus: number | null;
}

/**
 * All that a task needs before it starts, on top of an admission that counts processors: paths that nobody else has
 * claimed, then a GPU, then its gate. Always in this order, so that no two wait for what the other holds; claims first,
 * since who waits for those holds nothing.
 *
 * @throws LanekeeperError capability-missing where a GPU is needed and there is none
 */
export async function layeredAdmission(
  context: TaskContext,
  part: AdmissionPart,
  processors: Admission,
): Promise<Admission> {
  const gated = await withGates(context, part, processors);
  return withClaims(context, part, await withGpus(context, part, gated));
}

function withClaims(
  { store, environment }: TaskContext,
  { checkout, agent }: AdmissionPart,
  inner: Admission,
): Admission {
  const findPlace = async () => {
    const { findRepositoryPlace } = await import('../../claim/repository-key.ts');
    return findRepositoryPlace(checkout, environment);
  };
  const owner: ClaimOwner | null = agent && { kind: 'agent', id: agent.id, uid: agent.uid };
  return new ClaimedAdmission(store, findPlace, owner, inner);
}

/** Loaded only where a task needs a GPU. */
async function withGpus(
  { location, environment, onFault }: TaskContext,
  { graph, agent, gpus: setting }: AdmissionPart,
  inner: Admission,
): Promise<Admission> {
  const first = [...graph.tasks.values()].find(({ needs }) => needs.gpu);
  if (!first) return inner;
  const [{ findGpus }, { GpuAdmission }] = await Promise.all([
    import('../../resource/gpu/gpus.ts'),
    import('./gpu-admission.ts'),
  ]);
  const gpus = await findGpus(environment, setting);
  if (gpus.count === 0) throw noGpu(first.name);
  return new GpuAdmission({ location, gpus, agent: agent?.id ?? null, onFault }, inner);
}

/** Loaded only where a task stands at a gate. */
async function withGates(
  { onFault }: TaskContext,
  { graph, pool, agent, checkout }: AdmissionPart,
  inner: Admission,
): Promise<Admission> {
  const isGated = [...graph.tasks.values()].some((task) => task.class !== null);
  if (!isGated) return inner;
  const { GatedAdmission } = await import('./gated-admission.ts');
  return new GatedAdmission({ pool, agent: agent?.id ?? null, checkout, onFault }, inner);
}

function noGpu(task: string): LanekeeperError {
  return new LanekeeperError(
    'capability-missing',
    `"${task}" needs a GPU, and this machine tells of none.`,
    'Where there is one all the same, say how many with the setting "gpus" (docs/command-line.md).',
  );
}
