import type { Engine } from '../../../core/engine.ts';
import type { Logger } from '../../log.ts';
import type { NodeTree } from '../node-tree.ts';
import type { TaskDecorations } from './task-decorations.ts';

/** What the two kinds of rows of the Tasks view are drawn with. */
export interface RowsPart {
  readonly engine: Engine;
  readonly tree: NodeTree;
  readonly decorations: TaskDecorations;
  readonly log: Logger;
}
