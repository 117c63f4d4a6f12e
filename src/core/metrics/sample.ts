/** What one agent's process tree used at one tick. `cpu` in cores, the rest in bytes; I/O is the total since start. */
export interface AgentSample {
  readonly id: string;
  readonly cpu: number;
  readonly memory: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly processes: number;
}

/** Share of time (0–1) in which some task waited for the resource over the last 10 s; null where not known. */
export interface Pressure {
  readonly cpu: number | null;
  readonly memory: number | null;
  readonly io: number | null;
}

/** The whole machine at one tick. `cpu` in cores in use, memory in bytes. */
export interface MachineSample {
  readonly cpu: number;
  readonly cores: number;
  readonly memoryUsed: number;
  readonly memoryTotal: number;
  readonly pressure: Pressure;
}

/** One tick of the sampler; `time` is ISO 8601 UTC. */
export interface Sample {
  readonly time: string;
  readonly machine: MachineSample;
  readonly agents: readonly AgentSample[];
}
