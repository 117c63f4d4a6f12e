import 'uplot/dist/uPlot.min.css';
import './style/theme.css';
import './style/layout.css';
import './style/charts.css';
import './style/tables.css';
import './style/agents.css';
import './style/caches.css';
import './style/contention.css';
import './style/timeline.css';
import './style/graph.css';
import { render } from 'preact';
import * as z from 'zod/mini';
import { listen, saveState, savedState, send } from './host.ts';
import type { FaultView } from '../src/extension/dashboard/contract.ts';
import { reduce, type DashboardState } from './state/dashboard-state.ts';
import { Store } from './state/store.ts';
import { parseViewState } from './state/view-state.ts';
import { Dashboard } from './view/dashboard.tsx';

// zod would otherwise try whether code can be evaluated, which the policy reports as a violation.
z.config({ jitless: true });

const state = new Store<DashboardState | null>(null);
/** Why there is no state to show, if there is a reason. */
const fault = new Store<FaultView | null>(null);
const view = new Store(parseViewState(savedState()));
const now = new Store(0);
let clockOffset = 0;

listen((message) => {
  if (message.type === 'snapshot') clockOffset = Date.parse(message.time) - Date.now();
  const next = reduce(state.value, message);
  fault.set(message.type === 'unavailable' ? message.fault : null);
  state.set(next.state);
  // A resync says as much and more.
  send(next.resync ? { type: 'resync' } : { type: 'seen', sequence: message.sequence });
});

view.subscribe(saveState);

// Open waits grow by the second even if no sample comes.
setInterval(() => {
  if (state.value && state.value.contention.open.length > 0) now.set(Date.now() + clockOffset);
}, 1000);

const place = document.getElementById('dashboard');
if (place)
  render(<Dashboard state={state} fault={fault} view={view} now={now} send={send} />, place);

send({ type: 'ready' });
