import { readFile, stat } from 'node:fs/promises';
import { parseLockTable } from '../../contention/kernel/lock-table.ts';
import { closeContention, listOpenContention, openContention } from '../../contention/registry.ts';
import { installPlace } from '../../environment/node/install-lock.ts';
import type { Location } from '../../location.ts';
import { writePatiently } from '../../store/patient-write.ts';
import type { Store } from '../../store/store.ts';
import { listTasks } from '../../task/registry.ts';
import { plainText } from '../../terminal/plain-text.ts';
import type { Agent } from '../agent.ts';
import type { OutputRecorder } from './output-recorder.ts';
import { busyFinding, installText, seesNodePackages } from '../run/readers.ts';
import { readAgent, updateAgent } from '../registry.ts';

/** How often to look whether packages are being installed; ms. */
const lookInterval = 500;

export interface InstallWatchOptions {
  readonly store: Store;
  readonly location: Location;
  readonly agent: Agent;
  readonly output: Pick<OutputRecorder, 'announce'>;
  readonly onFault: (fault: unknown) => void;
}

/** What an agent was told, until the install is over. */
interface Told {
  readonly holder: string;
  readonly text: string;
}

/**
 * Tells an agent at work in a shared checkout when another one installs Node packages there, in its log and, where
 * nobody has done so yet, as contention and in its status: also of an install that the other agent runs by itself. The
 * wrapper before each package manager holds a lock meanwhile, which the kernel's table shows, and names its agent.
 */
export class InstallWatch {
  readonly #options: InstallWatchOptions;
  #told: Told | null = null;
  #place: ReturnType<typeof installPlace> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isWatching = false;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: InstallWatchOptions) {
    this.#options = options;
  }

  start(): void {
    const { agent } = this.#options;
    // Elsewhere no system tells who holds a lock, and no wrapper takes one.
    if (process.platform !== 'linux' || agent.checkout !== 'shared') return;
    if (!seesNodePackages(agent)) return;
    this.#isWatching = true;
    this.#schedule();
  }

  /** Ends once the look that is under way is over, and takes back what was told. */
  async stop(): Promise<void> {
    if (!this.#isWatching) return;
    this.#isWatching = false;
    clearTimeout(this.#timer);
    await this.#looking;
    await this.#end().catch(this.#options.onFault);
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look()
        .catch(this.#options.onFault)
        .then(() => {
          if (this.#isWatching) this.#schedule();
        });
    }, lookInterval).unref();
  }

  async #look(): Promise<void> {
    const { store, location, agent } = this.#options;
    this.#place ??= installPlace(location, agent.path);
    const { file, root } = await this.#place;
    const holder = await holderOf(file);
    if (holder === this.#told?.holder) return;
    await this.#end();
    if (holder === null || holder === agent.id || !isAtWork(store, agent)) return;
    const name = readAgent(store, holder)?.name ?? holder;
    await this.#begin({ holder, text: installText(name, root) }, root);
  }

  async #begin(told: Told, root: string): Promise<void> {
    const { store, agent, output, onFault } = this.#options;
    this.#told = told;
    await output.announce(plainText(told.text));
    await writePatiently(
      store,
      (transaction) => {
        // A step of Lanekeeper's has told its readers itself.
        if (listOpenContention(transaction, agent.id).some((open) => isAbout(open, told))) return;
        openContention(transaction, {
          agent: agent.id,
          holder: { agent: told.holder, pid: null, command: null },
          finding: busyFinding('lanekeeper', root, told.text),
          stream: 'log',
        });
        updateAgent(transaction, agent, ({ statusReason }) => ({
          statusReason: statusReason ?? told.text,
        }));
      },
      onFault,
    );
  }

  async #end(): Promise<void> {
    const told = this.#told;
    if (told === null) return;
    this.#told = null;
    const { store, agent, output, onFault } = this.#options;
    await output.announce('That install is over.');
    await writePatiently(
      store,
      (transaction) => {
        for (const open of listOpenContention(transaction, agent.id)) {
          if (isAbout(open, told)) closeContention(transaction, open);
        }
        updateAgent(transaction, agent, ({ statusReason }) => ({
          statusReason: statusReason === told.text ? null : statusReason,
        }));
      },
      onFault,
    );
  }
}

function isAbout(
  { holder, finding }: ReturnType<typeof listOpenContention>[number],
  told: Told,
): boolean {
  return finding.kind === 'file-busy' && holder?.agent === told.holder;
}

/** The agent that holds the lock at this moment; null when nobody does. */
async function holderOf(file: string): Promise<string | null> {
  const lock = await stat(file, { bigint: true }).catch(() => null);
  if (lock === null) return null;
  const table = parseLockTable(await readFile('/proc/locks', 'latin1').catch(() => ''));
  // By inode alone: the kernel's name of a device is not always what stat(2) says.
  const isHeld = table.some(
    ({ held }) => held.kind === 'flock' && held.mode === 'write' && held.inode === String(lock.ino),
  );
  if (!isHeld) return null;
  return (await readFile(`${file}.holder`, 'utf8').catch(() => '')).trim() || null;
}

/** Whether its own command runs, and not a step that prepares or waits for the same packages. */
function isAtWork(store: Store, { id }: Agent): boolean {
  return listTasks(store, id).some(({ status, install }) => status === 'running' && !install);
}
