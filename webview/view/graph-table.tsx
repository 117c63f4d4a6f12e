import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ProjectView, StandingView } from '../../src/extension/dashboard/contract.ts';
import { formatCount } from '../../src/core/quantities.ts';
import type { PartTask } from '../state/graph-part.ts';
import { Button } from '../toolkit.ts';
import { taskIcons } from './graph-summary.tsx';
import { Icon } from './icons.tsx';
import { standingWords, unknownStanding } from './task-words.ts';

/** Rows that are added at a time. */
const rowsAtATime = 200;

export interface GraphTableProps {
  readonly project: ProjectView;
  readonly part: readonly PartTask[];
  readonly standings: readonly StandingView[];
  readonly nameOf: (agent: string) => string;
  readonly title: string;
}

/** The graph as a table, each task after what it depends on. */
export function GraphTable({ project, part, standings, nameOf, title }: GraphTableProps): VNode {
  const [rows, setRows] = useState(rowsAtATime);
  const matches = part.filter(({ isMatch }) => isMatch);
  const shown = matches.slice(0, rows);
  return (
    <>
      <div
        class="scroller graph-scroller"
        role="region"
        aria-label={`${title} as table`}
        tabIndex={0}
      >
        <table class="plain">
          <caption class="for-reader">{title}, how they stand and what they depend on</caption>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">Status</th>
              <th scope="col">Why</th>
              <th scope="col">Class</th>
              <th scope="col" class="number">
                Priority
              </th>
              <th scope="col">Agent</th>
              <th scope="col">Depends on</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ index, name }) => {
              const standing = standings[index] ?? unknownStanding;
              const { class: resource = null, dependsOn = [] } = project.tasks[index] ?? {};
              return (
                <tr key={name}>
                  <th scope="row">
                    <bdi>{name}</bdi>
                  </th>
                  <td class={`task-${standing.status}`}>
                    <Icon name={taskIcons[standing.status]} /> {standingWords(standing)}
                  </td>
                  <td title={standing.reason ?? undefined}>{standing.reason}</td>
                  <td>{resource}</td>
                  <td class="number">{standing.priority}</td>
                  <td>{standing.agent !== null && <bdi>{nameOf(standing.agent)}</bdi>}</td>
                  <td>{dependsOn.map((other) => project.tasks[other]?.name).join(', ')}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {matches.length > rows && (
        <Button
          appearance="secondary"
          onClick={() => {
            setRows(rows + rowsAtATime);
          }}
        >
          Show More ({formatCount(matches.length - rows)} left)
        </Button>
      )}
    </>
  );
}
