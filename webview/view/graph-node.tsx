import type { VNode } from 'preact';
import type { StandingView } from '../../src/extension/dashboard/contract.ts';
import { taskIcons } from './graph-summary.tsx';
import { Icon } from './icons.tsx';
import type { RovingProps } from './roving.ts';
import { standingWords } from './task-words.ts';

export interface GraphNodeProps {
  readonly name: string;
  readonly standing: StandingView;
  /** All of it. */
  readonly words: string;
  readonly isMatch: boolean;
  readonly isActive: boolean;
  readonly style: Readonly<Record<'left' | 'top', string>>;
  readonly press: RovingProps & { readonly onClick: () => void };
}

/** One task: its sign, its name, and how it stands in a word. */
export function GraphNode(props: GraphNodeProps): VNode {
  const { name, standing, words, isMatch, isActive, style, press } = props;
  const classes = [
    'node',
    `task-${standing.status}`,
    ...(isActive ? ['node-active'] : []),
    ...(isMatch ? [] : ['node-beside']),
  ];
  return (
    <button
      type="button"
      class={classes.join(' ')}
      style={style}
      title={words}
      aria-label={words}
      {...press}
    >
      <Icon name={taskIcons[standing.status]} />
      <span class="node-words">
        <bdi class="node-name">{name}</bdi>
        <span class="node-status">{standingWords(standing)}</span>
      </span>
    </button>
  );
}
