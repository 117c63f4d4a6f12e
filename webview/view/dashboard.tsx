import type { VNode } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import type {
  AgentCommand,
  FaultView,
  MessageToHost,
} from '../../src/extension/dashboard/contract.ts';
import { formatBytes, formatCores } from '../../src/core/quantities.ts';
import { countOf } from '../format.ts';
import { agentLines } from '../state/agent-lines.ts';
import type { DashboardState } from '../state/dashboard-state.ts';
import { useStore, type Store } from '../state/store.ts';
import type { Metric } from '../state/ticks.ts';
import type { ViewState } from '../state/view-state.ts';
import { Button, ProgressRing } from '../toolkit.ts';
import { AgentTable } from './agent-table.tsx';
import { Announcer } from './announcer.tsx';
import { Caches } from './caches.tsx';
import { ChartPanel } from './chart-panel.tsx';
import { Contention } from './contention.tsx';
import { Gates } from './gates.tsx';
import { Graphs } from './graphs.tsx';
import { Icon } from './icons.tsx';
import { NoAgents } from './no-agents.tsx';
import { Section } from './section.tsx';
import { Tiles } from './tiles.tsx';
import { Timeline } from './timeline.tsx';
import { Unavailable } from './unavailable.tsx';

const charts = {
  cpu: {
    title: 'CPU',
    unit: 'cores in use',
    format: formatCores,
    increments: [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64],
    floor: 1,
  },
  memory: {
    title: 'Memory',
    unit: 'resident',
    format: formatBytes,
    // Powers of two from 16 MiB to 1 TiB, since the axis speaks in units of 1024.
    increments: Array.from({ length: 17 }, (_, power) => 2 ** (24 + power)),
    floor: 2 ** 26,
  },
} as const;

export interface DashboardProps {
  readonly state: Store<DashboardState | null>;
  readonly fault: Store<FaultView | null>;
  readonly view: Store<ViewState>;
  /** The host's clock in milliseconds since the epoch, told on while something lasts. */
  readonly now: Store<number>;
  readonly send: (message: MessageToHost) => void;
}

export function Dashboard(props: DashboardProps): VNode {
  const state = useStore(props.state);
  const fault = useStore(props.fault);
  return <main class="dashboard">{content(props, state, fault)}</main>;
}

function content(
  props: DashboardProps,
  state: DashboardState | null,
  fault: FaultView | null,
): VNode {
  if (state) return <Loaded {...props} loaded={state} />;
  if (fault) {
    return (
      <Unavailable
        fault={fault}
        onRetry={() => {
          props.send({ type: 'window-command', command: 'refresh' });
        }}
      />
    );
  }
  return (
    <p class="loading" role="status">
      <ProgressRing /> Connecting to Lanekeeper.
    </p>
  );
}

function Loaded(props: DashboardProps & { readonly loaded: DashboardState }): VNode {
  const { loaded, send, view: viewStore } = props;
  const view = useStore(viewStore);
  const now = useStore(props.now);
  const { agents } = loaded;

  const names = useMemo(() => new Map(agents.map((agent) => [agent.id, agent.name])), [agents]);
  const nameOf = useCallback((id: string) => names.get(id) ?? id, [names]);
  const change = (part: Partial<ViewState>) => {
    viewStore.set({ ...viewStore.value, ...part });
  };
  const onCommand = (command: AgentCommand, agent: string) => {
    send({ type: 'agent-command', command, agent });
  };
  const onSpawn = () => {
    send({ type: 'window-command', command: 'spawn' });
  };
  const toggleLine = (metric: Metric, id: string) => {
    const hidden = view.hidden[metric];
    const next = hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id];
    change({ hidden: { ...view.hidden, [metric]: next } });
  };
  const chart = (metric: Metric) => (
    <ChartPanel
      metric={metric}
      {...charts[metric]}
      state={loaded}
      hidden={view.hidden[metric]}
      onToggleLine={(id) => {
        toggleLine(metric, id);
      }}
      asTable={view.tables[metric]}
      onAsTable={(asTable) => {
        change({ tables: { ...view.tables, [metric]: asTable } });
      }}
    />
  );

  return (
    <>
      <header class="head">
        <div>
          <h1>Lanekeeper</h1>
          <p class="note">{summary(loaded)}</p>
        </div>
        {agents.length > 0 && (
          <Button appearance="primary" onClick={onSpawn}>
            <span slot="start">
              <Icon name="add" />
            </span>
            Spawn Agent
          </Button>
        )}
      </header>
      <Announcer open={loaded.contention.open} nameOf={nameOf} />
      <Tiles sample={loaded.sample} machine={loaded.machine} caches={loaded.caches} />
      <div class="charts">
        {chart('cpu')}
        {chart('memory')}
      </div>
      <Section id="agents" title="Agents" note={agents.length > 0 ? agents.length : undefined}>
        {agents.length === 0 ? (
          <NoAgents onSpawn={onSpawn} />
        ) : (
          <AgentTable
            lines={agentLines(loaded)}
            slots={loaded.slots}
            sort={view.sort}
            onSort={(sort) => {
              change({ sort });
            }}
            onCommand={onCommand}
          />
        )}
      </Section>
      <Timeline
        source={loaded}
        now={Math.max(now, loaded.hostTime) / 1000}
        nameOf={nameOf}
        hour={view.hour}
        onHour={(hour) => {
          change({ hour });
        }}
        asTable={view.tables.timeline}
        onAsTable={(timeline) => {
          change({ tables: { ...view.tables, timeline } });
        }}
      />
      <Graphs
        projects={loaded.projects}
        standings={loaded.standings}
        view={view}
        onView={change}
        nameOf={nameOf}
        send={send}
      />
      <Contention
        contention={loaded.contention}
        totals={loaded.totals}
        now={Math.max(now, loaded.hostTime) / 1000}
        nameOf={nameOf}
        all={view.allContention}
        onAll={(allContention) => {
          change({ allContention });
        }}
      />
      <div class="shared">
        <Gates gates={loaded.gates} />
        <Caches
          caches={loaded.caches}
          onReveal={() => {
            send({ type: 'window-command', command: 'revealCaches' });
          }}
        />
      </div>
    </>
  );
}

function summary({ agents, contention }: DashboardState): string {
  if (agents.length === 0) return 'Isolated agents, shared caches, no waiting.';
  const live = agents.filter((agent) => agent.live).length;
  const waits = contention.open.length;
  return [
    countOf(agents.length, 'agent'),
    `${live} live`,
    waits > 0 ? `${waits} in contention` : 'none waiting',
  ].join(' · ');
}
