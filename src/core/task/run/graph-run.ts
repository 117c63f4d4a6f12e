import { setImmediate as breathe } from 'node:timers/promises';
import { unreachable } from '../../unreachable.ts';
import type { Place } from './admission.ts';
import { Alarm } from './alarm.ts';
import { askForPlaces } from './ask-for-places.ts';
import { Board } from './board.ts';
import { type Claim, type ClaimOutcome, releaseClaim, releaseClaimsOf } from './claim.ts';
import { claimDue } from './claim-due.ts';
import { type Due, DueQueue } from './due-queue.ts';
import { Elsewhere } from './elsewhere.ts';
import { type Prepared, resultKey } from './examine.ts';
import { Examiner, type ExaminerPart } from './examiner.ts';
import { forgetFresh } from './fresh-note.ts';
import { Orders } from './orders.ts';
import { heldState } from './held-tasks.ts';
import { PathTimes } from './path-times.ts';
import type { PerformContext } from './perform.ts';
import { performClaimed, type Finished } from './perform-claimed.ts';
import { type TaskRecord, TaskRecords } from './record.ts';
import {
  recordFinished,
  failedState,
  isAnothers,
  runningState,
  stateOfRecord,
} from './record-finished.ts';
import { Recorder } from './recorder.ts';
import type { GraphOutcome, GraphRequest, TaskContext } from './request.ts';
import { endedRun, endRun, type TaskRun } from './run-registry.ts';
import { RunWitness } from './run-witness.ts';
import { type DoneWay, type GraphTaskState, waitsForPlace } from './state.ts';
import { readEstimate } from './task-history.ts';
import { enclosingTasks } from './task-marker.ts';

/** How long files are looked at before other work of this process gets a turn; ms. */
const turnMs = 8;

/** How many tasks are asked a place for at once. */
const candidatesAtOnce = 64;

/** How often to look for what other processes say: while one of them has a task of ours, and otherwise; ms. */
const lookMs = { waiting: 5, otherwise: 50 } as const;

/**
 * One run of a graph: decides what must be done, does it, and waits for what other processes do in the same checkout.
 */
export class GraphRun {
  readonly #context: TaskContext;
  readonly #request: GraphRequest;
  readonly #run: TaskRun;
  readonly #perform: PerformContext;
  readonly #records: TaskRecords;
  readonly #recorder: Recorder;
  readonly #orders: Orders;
  readonly #board: Board;
  readonly #due: DueQueue;
  readonly #alarm = new Alarm();
  readonly #elsewhere: Elsewhere;
  readonly #running = new Map<string, AbortController>();
  readonly #examiner: Examiner;
  readonly #witness = new RunWitness();
  #toExamine: string[] = [];
  #hasStarted = false;
  #version = -1;
  #lastLook = 0;
  #fault: { readonly thrown: unknown } | null = null;

  constructor(
    context: TaskContext,
    request: GraphRequest,
    part: Pick<ExaminerPart, 'parts' | 'since' | 'held'> & {
      readonly run: TaskRun;
      readonly perform: PerformContext;
    },
  ) {
    this.#context = context;
    this.#request = request;
    this.#run = part.run;
    this.#perform = part.perform;
    this.#records = new TaskRecords(context.store, request.checkout);
    const { parts, since, held } = part;
    const [records, witness] = [this.#records, this.#witness];
    this.#examiner = new Examiner({ parts, since, held, records, witness });
    this.#elsewhere = new Elsewhere(context.store, request);
    const times = new PathTimes(context.store, request.graph);
    this.#due = new DueQueue((name) => times.of(name));
    this.#orders = new Orders(context.store, part.run.id, request.graph);
    this.#recorder = new Recorder(context.store, part.run, request.onState);
    this.#board = new Board(request.graph, (name, state) => {
      // What another run does, or did, is shown as that run has it.
      if (isAnothers(state, this.#records.shown(name))) request.onState?.(name, state);
      else this.#recorder.state(name, state);
    });
  }

  async run(): Promise<GraphOutcome> {
    const { signal, admission } = this.#request;
    const cancel = () => {
      this.#end({ cancelled: true, because: '' });
      this.#alarm.ring();
    };
    signal?.addEventListener('abort', cancel, { once: true });
    const room = admission.onRoom(() => {
      this.#alarm.ring();
    });
    try {
      if (signal?.aborted) cancel();
      this.#records.refresh();
      this.#toExamine.push(...this.#board.first());
      for (;;) {
        if (this.#fault) throw this.#fault.thrown;
        await this.#lookAround();
        await this.#examineAll();
        await this.#startDue();
        if (this.#board.open === 0 && this.#running.size === 0) break;
        const longestMs = this.#elsewhere.isEmpty ? lookMs.otherwise : lookMs.waiting;
        if (this.#toExamine.length === 0) await this.#alarm.sleep(longestMs);
      }
      return await this.#close();
    } catch (fault) {
      await this.#giveUp().catch(this.#context.onFault);
      throw fault;
    } finally {
      signal?.removeEventListener('abort', cancel);
      room.dispose();
    }
  }

  /** What other processes say: that a task is to be stopped, or that they are done with one of ours. */
  async #lookAround(): Promise<void> {
    const now = performance.now();
    if (this.#elsewhere.isEmpty && now - this.#lastLook < lookMs.otherwise) return;
    this.#lastLook = now;
    const version = this.#context.store.dataVersion();
    const isChanged = version !== this.#version;
    this.#version = version;
    this.#obeyOrders();
    const over = await this.#elsewhere.over(isChanged);
    if (over.length === 0) return;
    this.#records.refresh(true);
    this.#toExamine.push(...over);
  }

  #obeyOrders(): void {
    const { all, cancelled, raised } = this.#orders.read();
    if (all) this.#end({ cancelled: true, because: '' });
    for (const name of cancelled) this.#cancel(name);
    this.#due.raise(raised);
  }

  #cancel(name: string): void {
    const running = this.#running.get(name);
    if (running) running.abort();
    else if (this.#request.graph.tasks.has(name)) {
      this.#due.remove({ name });
      this.#request.admission.leave(name);
      this.#board.fail(name, { status: 'cancelled' });
    }
  }

  /** No more tasks are started; with `cancelled` those that run are stopped. */
  #end(why: { readonly cancelled: boolean; readonly because: string }): void {
    for (const name of this.#board.unfinished()) {
      const running = this.#running.get(name);
      if (!running) {
        this.#board.set(
          name,
          why.cancelled ? { status: 'cancelled' } : { status: 'skipped', because: why.because },
        );
      } else if (why.cancelled) running.abort();
    }
    this.#due.clear();
    this.#elsewhere.clear();
  }

  async #examineAll(): Promise<void> {
    if (this.#toExamine.length === 0) return;
    this.#records.refresh();
    let turn = performance.now();
    for (let name = this.#toExamine.pop(); name !== undefined; name = this.#toExamine.pop()) {
      if (!this.#board.isOver(name)) await this.#examineOne(name);
      if (performance.now() - turn < turnMs) continue;
      await breathe();
      turn = performance.now();
    }
  }

  async #examineOne(name: string): Promise<void> {
    const task = this.#request.graph.tasks.get(name);
    if (!task) return;
    const found = await this.#examiner.examine(task, this.#elsewhere.awaited(name));
    switch (found.kind) {
      case 'group':
        this.#complete(name, { status: 'done', how: 'fresh', milliseconds: null, log: null });
        break;
      case 'held':
        this.#complete(name, heldState(found.held));
        break;
      case 'fresh':
      case 'joined':
        this.#endAs(found.prepared, found.record, found.kind);
        break;
      case 'due':
        this.#makeDue(name, found.prepared);
        break;
      case 'unreadable':
        this.#fail(name, failedState(found.reason));
        break;
      default:
        unreachable(found);
    }
  }

  /** Ends a task as its record says. */
  #endAs(prepared: Prepared, record: TaskRecord, how: DoneWay): void {
    const { name } = prepared.task;
    const state = stateOfRecord(record, how);
    if (record.ending === 'failed') this.#fail(name, state);
    else {
      this.#examiner.done(prepared, record);
      this.#complete(name, state);
    }
  }

  #makeDue(name: string, prepared: Prepared): void {
    const key = resultKey(prepared);
    const isKept = key !== null && this.#perform.results.find(key) !== null;
    const estimate = readEstimate(this.#context.store, prepared.task);
    this.#due.add({ name, prepared, estimate, isKept });
  }

  #complete(name: string, state: GraphTaskState): void {
    this.#toExamine.push(...this.#board.complete(name, state));
  }

  #fail(name: string, state: GraphTaskState): void {
    this.#board.fail(name, state);
    if (state.status === 'failed' && !this.#request.keepGoing) {
      this.#end({ cancelled: false, because: name });
    }
  }

  async #startDue(): Promise<void> {
    // What was asked for before a task starts holds for it.
    if (this.#due.size > 0) this.#obeyOrders();
    const first = this.#due.first(candidatesAtOnce);
    const kept = first.filter(({ isKept }) => isKept);
    const { places, waiting } = await askForPlaces(
      this.#request.admission,
      first.filter(({ isKept }) => !isKept),
    );
    for (const [name, reason] of waiting) {
      if (waitsForPlace(this.#board.states.get(name), reason.text)) continue;
      this.#board.set(name, { status: 'waiting', reason });
    }
    const wishes = [...kept, ...places.keys()];
    if (wishes.length === 0) {
      await this.#recorder.flush();
      return;
    }
    const outcomes = await claimDue(this.#recorder, this.#run, wishes).catch((fault: unknown) => {
      for (const place of places.values()) place.release();
      throw fault;
    });
    for (const [due, outcome] of outcomes) this.#settle(due, outcome, places.get(due) ?? null);
  }

  #settle(due: Due, outcome: ClaimOutcome, place: Place | null): void {
    this.#due.remove(due);
    const { name } = due;
    switch (outcome.kind) {
      case 'claimed':
        this.#start(due, outcome.claim, place);
        break;
      case 'held':
        place?.release();
        this.#await(name, outcome.claim);
        break;
      case 'outdated':
        place?.release();
        this.#records.refresh(true);
        this.#toExamine.push(name);
        break;
      default:
        unreachable(outcome);
    }
  }

  #await(name: string, claim: Claim): void {
    if (enclosingTasks(this.#context.environment).has(claim.uid)) {
      this.#fail(
        name,
        failedState('It was asked for from inside itself, and would wait for its own end.'),
      );
      return;
    }
    this.#elsewhere.add(name, claim);
    const reason = { kind: 'elsewhere', pid: claim.owner.pid } as const;
    this.#board.set(name, { status: 'waiting', reason });
  }

  #start(due: Due, claim: Claim, place: Place | null): void {
    const { name } = due;
    const controller = new AbortController();
    this.#running.set(name, controller);
    if (!this.#hasStarted) forgetFresh(this.#context.location, this.#request.checkout);
    this.#hasStarted = true;
    this.#board.note(name, runningState());
    const { admission, signal } = this.#request;
    if (signal?.aborted) controller.abort();
    performClaimed(this.#perform, {
      due,
      claim,
      place,
      admission,
      cancel: controller.signal,
      again: (prepared) => this.#examiner.again(prepared),
      onWait: (text) => {
        this.#board.set(name, { status: 'waiting', reason: { kind: 'retry', text } });
        this.#alarm.ring();
      },
    })
      .then((finished) => {
        this.#running.delete(name);
        this.#finish(name, claim, finished);
      })
      .catch((thrown: unknown) => {
        this.#running.delete(name);
        this.#fault ??= { thrown };
      })
      .finally(() => {
        this.#alarm.ring();
      });
  }

  #finish(name: string, claim: Claim, finished: Finished): void {
    this.#examiner.filesChanged();
    const { checkout } = this.#request;
    if (finished.kind === 'cancelled') {
      this.#recorder.write((transaction) => {
        releaseClaim(transaction, claim);
      });
      this.#board.fail(name, { status: 'cancelled' });
      return;
    }
    const { record, how } = finished;
    this.#discardLog(name, record);
    this.#records.set(name, record);
    this.#recorder.write((transaction) => {
      recordFinished(transaction, checkout, claim, finished);
    });
    this.#endAs(finished.prepared, record, how);
  }

  #discardLog(name: string, record: TaskRecord): void {
    const before = this.#records.get(name)?.log;
    if (before && before !== record.log && before.startsWith(this.#perform.logs)) {
      this.#recorder.discard(before);
    }
  }

  /** Ends what a fault has cut short. A claim that a live process kept would keep its task from every other run. */
  async #giveUp(): Promise<void> {
    this.#end({ cancelled: true, because: '' });
    while (this.#running.size > 0) await this.#alarm.sleep(lookMs.otherwise);
    const run: TaskRun = { ...endedRun(this.#run, this.#board.states), status: 'failed' };
    await this.#recorder.flush((transaction) => {
      releaseClaimsOf(transaction, run.id);
      endRun(transaction, run);
    });
  }

  async #close(): Promise<GraphOutcome> {
    const states = this.#board.states;
    const run = endedRun(this.#run, states);
    await this.#recorder.flush((transaction) => {
      endRun(transaction, run);
    });
    this.#perform.index.save();
    const witnessed = this.#witness.note(this.#context, this.#request);
    if (witnessed) this.#context.fresh?.remember(this.#request, witnessed);
    return { run, states };
  }
}
