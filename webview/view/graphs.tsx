import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { MessageToHost } from '../../src/extension/dashboard/contract.ts';
import type { DashboardState } from '../state/dashboard-state.ts';
import type { ViewState } from '../state/view-state.ts';
import { Graph } from './graph.tsx';

export interface GraphsProps extends Pick<DashboardState, 'projects' | 'standings'> {
  readonly view: ViewState;
  readonly onView: (part: Partial<ViewState>) => void;
  readonly nameOf: (agent: string) => string;
  readonly send: (message: MessageToHost) => void;
}

/** The task graph of each folder. Drawn anew only when something of it has changed, and not with each sample. */
export function Graphs(props: GraphsProps): VNode {
  const { projects, standings, view, onView, nameOf, send } = props;
  const { compact, tables } = view;
  return useMemo(
    () => (
      <>
        {(projects ?? []).map((project, index, { length }) => (
          <Graph
            key={index}
            project={project}
            standings={standings.find((each) => each.project === project.id)?.tasks ?? []}
            isNamed={length > 1}
            nameOf={nameOf}
            compact={compact}
            onCompact={(next) => {
              onView({ compact: next });
            }}
            asTable={tables.graph}
            onAsTable={(graph) => {
              onView({ tables: { ...tables, graph } });
            }}
            onCommand={(command, task) => {
              send({ type: 'task-command', command, project: project.id, task });
            }}
          />
        ))}
      </>
    ),
    [projects, standings, compact, tables, nameOf],
  );
}
