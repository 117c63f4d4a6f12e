import { machineFacts } from '../../metrics/machine-facts.ts';

/** The GPUs that tasks may have to themselves, by the number that the tools which use them know them by. */
export interface Gpus {
  readonly count: number;
  /** What a command is started with that has one of them, counted from 0, so that it sees no other. */
  variablesOf(index: number): Readonly<Record<string, string>>;
}

/**
 * As many as the user says; else those that the environment lets be seen, as a batch system does; else those that the
 * machine tells of. A machine with GPUs of several makers counts those of the first of NVIDIA, AMD and others that it
 * has: tools number those of each maker apart.
 *
 * @param setting what the user says, null where nothing
 */
export async function findGpus(
  environment: NodeJS.ProcessEnv,
  setting: number | null,
): Promise<Gpus> {
  const visible = listOf(environment['CUDA_VISIBLE_DEVICES']);
  if (visible !== null && setting === null) {
    return {
      count: visible.length,
      variablesOf: (index) => cuda(visible[index] ?? '', environment),
    };
  }
  if (setting !== null) {
    return {
      count: setting,
      variablesOf: (index) => ({
        ...cuda(visible?.[index] ?? String(index), environment),
        ...hip(index),
      }),
    };
  }
  const names = (await machineFacts()).graphics.map(({ name }) => name);
  for (const { maker, variablesOf } of makers) {
    const count = names.filter((name) => maker.test(name)).length;
    if (count > 0) return { count, variablesOf: (index) => variablesOf(index, environment) };
  }
  return { count: 0, variablesOf: () => ({}) };
}

/**
 * By what they say of themselves on the bus; adapters of virtual machines, which compute nothing, are none of these.
 */
const makers: readonly {
  readonly maker: RegExp;
  readonly variablesOf: (index: number, environment: NodeJS.ProcessEnv) => Record<string, string>;
}[] = [
  { maker: /nvidia/i, variablesOf: (index, environment) => cuda(String(index), environment) },
  { maker: /\bAMD\b|Advanced Micro Devices|\bATI\b/i, variablesOf: hip },
  { maker: /intel|apple/i, variablesOf: () => ({}) },
];

/**
 * https://docs.nvidia.com/cuda/cuda-c-programming-guide/#cuda-environment-variables; without the order numbers follow
 * speed.
 */
function cuda(device: string, environment: NodeJS.ProcessEnv): Record<string, string> {
  return {
    CUDA_VISIBLE_DEVICES: device,
    CUDA_DEVICE_ORDER: environment['CUDA_DEVICE_ORDER'] ?? 'PCI_BUS_ID',
  };
}

/** https://rocm.docs.amd.com/en/latest/conceptual/gpu-isolation.html */
function hip(index: number): Record<string, string> {
  return { HIP_VISIBLE_DEVICES: String(index) };
}

/** CUDA stops at the first number that is none, as -1 says. Null where the variable is not there. */
function listOf(value: string | undefined): string[] | null {
  if (value === undefined) return null;
  const devices = value.split(',').map((device) => device.trim());
  const end = devices.findIndex((device) => device === '' || device.startsWith('-'));
  return end < 0 ? devices : devices.slice(0, end);
}
