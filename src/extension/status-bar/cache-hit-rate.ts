import { MarkdownString, StatusBarAlignment, type StatusBarItem, ThemeColor, window } from 'vscode';
import type { CachesReport } from '../../core/cache/report.ts';
import { type Disposable, DisposableList } from '../../core/disposable.ts';
import { plainText } from '../../core/terminal/plain-text.ts';
import type { CacheFigures } from '../cache-figures.ts';
import { commandIds } from '../contributions/commands.ts';
import { statusItems } from '../contributions/status-items.ts';
import type { EngineAccess } from '../engine-access.ts';
import { faultText } from '../faults.ts';
import { formatCount, formatShare } from '../../core/quantities.ts';

/** Below this share of hits the expensive work is done more than once, and the item warns. */
const healthyHitRate = 0.8;

/** The status-bar item: how often the shared caches hit over the last window. A click leads to the Caches view. */
export class CacheHitRate implements Disposable {
  readonly #item: StatusBarItem;
  readonly #figures: CacheFigures;
  readonly #access: EngineAccess;
  readonly #owned = new DisposableList();

  constructor(access: EngineAccess, figures: CacheFigures) {
    this.#access = access;
    this.#figures = figures;
    const { id, name, priority } = statusItems.cacheHitRate;
    this.#item = this.#owned.add(window.createStatusBarItem(id, StatusBarAlignment.Left, priority));
    this.#item.name = name;
    this.#item.command = commandIds.showCaches;
    this.#owned.add(
      figures.onDidChange(() => {
        this.#draw();
      }),
    );
    this.#owned.add(
      access.onDidChange(() => {
        this.#draw();
      }),
    );
    this.#draw();
    this.#item.show();
  }

  #draw(): void {
    const { state } = this.#access;
    const fault = state.kind === 'failed' ? state.error : this.#figures.fault;
    const rate = this.#figures.report?.hitRate ?? null;
    const known = rate === null ? 'nothing counted yet' : formatShare(rate);
    this.#item.text = `$(database) ${rate === null ? '–' : formatShare(rate)}`;
    this.#item.backgroundColor =
      rate !== null && rate < healthyHitRate
        ? new ThemeColor('statusBarItem.warningBackground')
        : undefined;
    this.#item.tooltip = fault ? faultText(fault) : hitRateTooltip(this.#figures.report);
    this.#item.accessibilityInformation = {
      label: fault ? `Cache hit rate: ${faultText(fault)}` : `Cache hit rate: ${known}`,
      role: 'button',
    };
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function hitRateTooltip(report: CachesReport | null): MarkdownString {
  const text = new MarkdownString('**Cache hit rate**\n\n');
  text.isTrusted = { enabledCommands: [commandIds.showCaches, commandIds.openDashboard] };
  const counted = (report?.caches ?? []).filter((cache) => cache.hitRate !== null);
  if (counted.length === 0) {
    text.appendMarkdown('Nothing was looked up in the shared caches lately.\n\n');
  } else {
    text.appendMarkdown('| Cache | Hits | Misses | Rate |\n|:--|--:|--:|--:|\n');
    for (const { name, hits, misses, hitRate } of counted) {
      const cells = [
        plainText(name).replaceAll('|', ''),
        formatCount(hits ?? 0),
        formatCount(misses ?? 0),
        hitRate === null ? '–' : formatShare(hitRate),
      ];
      text.appendMarkdown(`| ${cells.join(' | ')} |\n`);
    }
    text.appendMarkdown('\n');
  }
  const links = [
    `[Show Caches](command:${commandIds.showCaches})`,
    `[Open Dashboard](command:${commandIds.openDashboard})`,
  ];
  return text.appendMarkdown(links.join(' · '));
}
