import type { Agent } from './agent/agent.ts';
import type { AgentTypeAvailability } from './agent/detect-types.ts';
import type { SpawnRequest } from './agent/spawn.ts';
import type { CleanReport } from './artifact/clean.ts';
import type { ArtifactInventory } from './artifact/inventory.ts';
import type { CachesReport } from './cache/report.ts';
import type { Contention } from './contention/contention.ts';
import type { ContentionSignal } from './contention/finding.ts';
import type { Disposable } from './disposable.ts';
import type { LanekeeperEvent } from './events.ts';
import type { Location } from './location.ts';
import type { HistorySeries } from './metrics/history.ts';
import type { Sample } from './metrics/sample.ts';
import type { NamespaceExplanation } from './namespace/compute.ts';
import type { ProcessEntry } from './process/process-table.ts';
import type { Gate } from './resource/gates.ts';
import type { Task } from './task/task.ts';

export interface EngineOptions {
  environment: NodeJS.ProcessEnv;
  configuration?: unknown;
  supervisor: { node: string; script: string };
  onFault: (fault: unknown) => void;
}

export declare function openEngine(options: EngineOptions): Promise<Engine>;

export declare class Engine implements Disposable {
  readonly location: Location;
  subscribe(listener: (event: LanekeeperEvent) => void): Disposable;
  listAgents(): Agent[];
  findAgent(idOrName: string): Agent;
  agentTypes(workspace: string): Promise<AgentTypeAvailability[]>;
  spawn(request: SpawnRequest): Promise<Agent>;
  attachTerminal(id: string, pid: number): Promise<void>;
  setInteractiveStatus(id: string, status: 'running' | 'idle' | 'waiting'): Promise<void>;
  terminalClosed(id: string, exitCode: number | undefined): Promise<void>;
  reportTerminalSignals(id: string, signals: readonly ContentionSignal[]): Promise<void>;
  stop(id: string): Promise<Agent>;
  restart(id: string): Promise<Agent>;
  environment(id: string): Record<string, string>;
  explainNamespace(id: string): Promise<NamespaceExplanation & { drift: string[] }>;
  inventory(id: string, signal?: AbortSignal): Promise<ArtifactInventory>;
  clean(
    id: string,
    options: {
      dryRun: boolean;
      stopFirst?: boolean;
      signal?: AbortSignal;
      onProgress?: (removedBytes: number) => void;
    },
  ): Promise<CleanReport>;
  caches(options?: { refresh?: boolean; sizes?: boolean }): Promise<CachesReport>;
  tasks(agent?: string): Task[];
  contention(agent?: string): { open: Contention[]; closed: Contention[] };
  gates(): Gate[];
  observe(listener: (sample: Sample) => void): Disposable;
  history(id: string): HistorySeries;
  processes(id: string): ProcessEntry[];
  logPath(id: string): string;
  followLog(id: string, signal: AbortSignal): AsyncGenerator<Uint8Array>;
  readLogTail(id: string, bytes: number): Promise<string>;
  reconcile(): Promise<Agent[]>;
  dispose(): void;
}
