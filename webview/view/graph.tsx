import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type {
  ProjectView,
  StandingView,
  TaskCommand,
} from '../../src/extension/dashboard/contract.ts';
import { partOf } from '../state/graph-part.ts';
import { Button } from '../toolkit.ts';
import { GraphPicture } from './graph-picture.tsx';
import { GraphSummary } from './graph-summary.tsx';
import { GraphTable } from './graph-table.tsx';
import { Icon } from './icons.tsx';
import { Section } from './section.tsx';

export interface GraphProps {
  readonly project: ProjectView;
  /** Of the project's tasks, in their order; empty before they were told. */
  readonly standings: readonly StandingView[];
  /** Whether its folder is one of several, so that its name is needed. */
  readonly isNamed: boolean;
  readonly nameOf: (agent: string) => string;
  readonly compact: boolean;
  readonly onCompact: (compact: boolean) => void;
  readonly asTable: boolean;
  readonly onAsTable: (asTable: boolean) => void;
  readonly onCommand: (command: TaskCommand, task: string) => void;
}

/** The tasks of one folder in layers from left to right, and how each stands. */
export function Graph(props: GraphProps): VNode {
  const { project, standings, isNamed, nameOf, compact, asTable, onCommand } = props;
  const [wanted, setWanted] = useState('');
  const part = useMemo(() => partOf(project, wanted), [project, wanted]);
  const title = isNamed ? `Tasks of ${project.name}` : 'Tasks';
  return (
    <Section
      id={`graph-${project.id.replaceAll('.', '-')}`}
      kind="graph"
      title={title}
      note={project.tasks.length > 0 ? project.tasks.length + project.left : undefined}
      action={
        project.tasks.length > 0 && (
          <>
            <input
              type="search"
              class="find"
              placeholder="Find a task"
              aria-label={`Find a task of ${project.name}`}
              value={wanted}
              onInput={(event) => {
                setWanted(event.currentTarget.value);
              }}
            />
            {!asTable && (
              <Button
                appearance="icon"
                label={compact ? 'Show names of tasks' : 'Show more tasks without their names'}
                onClick={() => {
                  props.onCompact(!compact);
                }}
              >
                <Icon name={compact ? 'enlarge' : 'shrink'} />
              </Button>
            )}
            <Button
              appearance="icon"
              label={asTable ? `Show ${title} as picture` : `Show ${title} as table`}
              onClick={() => {
                props.onAsTable(!asTable);
              }}
            >
              <Icon name={asTable ? 'graph' : 'table'} />
            </Button>
          </>
        )
      }
    >
      {project.fault && (
        <p class="empty-line" role="alert">
          {project.fault.message} {project.fault.cure}
        </p>
      )}
      {!project.fault && project.tasks.length === 0 && (
        <p class="empty-line">
          No task is declared or found here. Declare tasks in <code>lanekeeper.json</code>, and this
          shows how they depend on each other.
        </p>
      )}
      {project.tasks.length > 0 && (
        <>
          <GraphSummary standings={standings} count={project.tasks.length} left={project.left} />
          {part.length === 0 ? (
            <p class="empty-line">No task has that in its name.</p>
          ) : asTable ? (
            <GraphTable {...{ project, part, standings, nameOf, title }} />
          ) : (
            <GraphPicture {...{ project, part, standings, nameOf, title, compact, onCommand }} />
          )}
        </>
      )}
      {project.problems.length > 0 && (
        <ul class="graph-problems note" aria-label="What could not be used">
          {project.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}
