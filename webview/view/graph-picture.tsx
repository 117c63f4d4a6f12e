import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type {
  ProjectView,
  StandingView,
  TaskCommand,
} from '../../src/extension/dashboard/contract.ts';
import { layOut } from '../state/graph-layout.ts';
import type { PartTask } from '../state/graph-part.ts';
import { GraphEdges } from './graph-edges.tsx';
import { GraphNode } from './graph-node.tsx';
import { neighbour } from './graph-keys.ts';
import { sizeOf, visibleTasks, xOf, yOf } from './graph-places.ts';
import { useRoving } from './roving.ts';
import { TaskActions } from './task-actions.tsx';
import { taskWords, unknownStanding } from './task-words.ts';
import { useViewport } from './viewport.ts';

export interface GraphPictureProps {
  readonly project: ProjectView;
  readonly part: readonly PartTask[];
  readonly standings: readonly StandingView[];
  readonly nameOf: (agent: string) => string;
  readonly title: string;
  readonly compact: boolean;
  readonly onCommand: (command: TaskCommand, task: string) => void;
}

/** Draws no more of a graph than can be seen, and what has the focus; the rest is a scroll away. */
export function GraphPicture(props: GraphPictureProps): VNode {
  const { part, standings, nameOf, title, compact, onCommand } = props;
  const layout = useMemo(() => layOut(part), [part]);
  const size = sizeOf(compact);
  const { viewport, onScroll, place } = useViewport();
  const numbers = useMemo(() => new Map(part.map(({ name }, task) => [name, task])), [part]);
  const roving = useRoving({
    first: part[layout.columns[0]?.[0] ?? 0]?.name ?? null,
    has: (name) => numbers.has(name),
    next: (key, from) => {
      const next = neighbour(part, layout, key, numbers.get(from) ?? 0);
      return next === null ? null : (part[next]?.name ?? null);
    },
  });
  const active = roving.chosen === null ? undefined : numbers.get(roving.chosen);
  const chosen = active === undefined ? undefined : part[active];
  const drawn = new Set(visibleTasks(layout, size, viewport));
  if (active !== undefined) drawn.add(active);
  const words = (task: number): string => {
    const { name = '', index = 0, dependsOn = [] } = part[task] ?? {};
    return taskWords(
      name,
      standings[index] ?? unknownStanding,
      {
        dependsOn: dependsOn.map((other) => part[other]?.name ?? ''),
        dependents: layout.dependents[task]?.length ?? 0,
      },
      nameOf,
    );
  };
  return (
    <>
      <div class="scroller graph-scroller" ref={place} onScroll={onScroll}>
        <div
          class={compact ? 'graph graph-compact' : 'graph'}
          role="group"
          aria-label={title}
          onKeyDown={roving.onKeyDown}
          style={{
            inlineSize: `${xOf(layout.columns.length, size)}px`,
            blockSize: `${yOf(layout.rows, size)}px`,
          }}
        >
          <GraphEdges {...{ part, layout, size, drawn, active: active ?? null }} />
          {[...drawn].map((task) => {
            const { name = '', index = 0, isMatch = true } = part[task] ?? {};
            const { column, row } = layout.places[task] ?? { column: 0, row: 0 };
            return (
              <GraphNode
                key={name}
                name={name}
                standing={standings[index] ?? unknownStanding}
                words={words(task)}
                isMatch={isMatch}
                isActive={task === active}
                style={{ left: `${xOf(column, size)}px`, top: `${yOf(row, size)}px` }}
                press={{
                  ...roving.propsOf(name),
                  onClick: () => {
                    roving.select(name);
                  },
                }}
              />
            );
          })}
        </div>
      </div>
      <p class="detail note">
        {active === undefined
          ? 'Choose a task to read how it stands, and to see what it is joined to.'
          : words(active)}
      </p>
      {chosen && (
        <TaskActions
          name={chosen.name}
          status={(standings[chosen.index] ?? unknownStanding).status}
          onCommand={(command) => {
            onCommand(command, chosen.name);
          }}
        />
      )}
    </>
  );
}
