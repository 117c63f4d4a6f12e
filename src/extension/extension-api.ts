import type { FileDecorationProvider, TreeDataProvider } from 'vscode';
import type { Engine } from '../core/engine.ts';
import type { EngineAccess } from './engine-access.ts';
import type { AgentsView } from './views/agents/agents-view.ts';
import type { CachesView } from './views/caches/caches-view.ts';
import type { ChecksView } from './views/checks/checks-view.ts';
import type { TreeNode } from './views/node.ts';
import type { TasksView } from './views/tasks/tasks-view.ts';

/** What other extensions get from `extensions.getExtension('lanekeeper.lanekeeper').activate()`. */
export interface ExtensionApi {
  /** The engine once it is open. Throws why it could not be opened. */
  readonly engine: () => Promise<Engine>;
  /** What the views show, for extensions that show it elsewhere. */
  readonly trees: {
    readonly agents: TreeDataProvider<TreeNode>;
    readonly tasks: TreeDataProvider<TreeNode>;
    readonly caches: TreeDataProvider<TreeNode>;
    readonly checks: TreeDataProvider<TreeNode>;
  };
  /** The marks on rows of agents. */
  readonly decorations: FileDecorationProvider;
  /** The marks on rows of tasks. */
  readonly taskDecorations: FileDecorationProvider;
}

export function extensionApi(
  access: EngineAccess,
  views: { agents: AgentsView; tasks: TasksView; caches: CachesView; checks: ChecksView },
): ExtensionApi {
  return {
    engine: () => access.ready(),
    trees: {
      agents: views.agents.tree,
      tasks: views.tasks.tree,
      caches: views.caches.tree,
      checks: views.checks.tree,
    },
    decorations: views.agents.decorations,
    taskDecorations: views.tasks.decorations,
  };
}
