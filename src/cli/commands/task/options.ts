export interface TaskCancelOptions {
  readonly agent?: string;
  readonly all?: true;
  readonly json?: true;
}

export interface TaskRunOptions {
  readonly agent?: string;
  readonly priority?: number;
  readonly concurrency?: number;
  readonly continue?: true;
  readonly json?: true;
}

export interface TaskExplainOptions {
  readonly agent?: string;
  readonly json?: true;
}

export interface TaskGraphOptions {
  readonly agent?: string;
  readonly json?: true;
}

export interface TaskListOptions {
  readonly agent?: string;
  readonly json?: true;
}
