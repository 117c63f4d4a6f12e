import { ThemeColor, ThemeIcon, type TreeItem, TreeItemCollapsibleState } from 'vscode';
import { reasonText } from '../../../core/cache/miss-reasons.ts';
import type { CacheReport } from '../../../core/cache/report.ts';
import { formatBytes, formatCount, formatShare } from '../../../core/quantities.ts';
import { leaf, row, type RowText, type TreeNode } from '../node.ts';

/** The row of one cache; what is known of it stands under it. */
export class CacheNode implements TreeNode {
  readonly id: string;
  readonly parent = null;
  readonly #cache: CacheReport;

  constructor(cache: CacheReport) {
    this.id = `cache/${cache.name}`;
    this.#cache = cache;
  }

  toTreeItem(): TreeItem {
    const { name, available, reason, cure, hitRate, bytes, reasons } = this.#cache;
    const figures = [
      hitRate === null ? 'not used' : formatShare(hitRate),
      ...(bytes === null ? [] : [formatBytes(bytes)]),
    ];
    return row(
      {
        label: name,
        description: available ? figures.join(' · ') : unavailableText(this.#cache),
        tooltip: [
          name,
          ...(reason === null ? [] : [reason]),
          ...(cure === null ? [] : [cure]),
          ...reasons.map(reasonText),
        ].join('\n'),
        icon: cacheIcon(this.#cache),
      },
      TreeItemCollapsibleState.Collapsed,
    );
  }

  children(): readonly TreeNode[] {
    return cacheFacts(this.#cache).map((fact, index) =>
      leaf(`${this.id}/${String(index)}`, this, fact),
    );
  }
}

/** A cache whose tool is not found from here may all the same have been looked in by agents, which have their own PATH. */
function unavailableText({ hitRate }: CacheReport): string {
  return hitRate === null ? 'not available' : `${formatShare(hitRate)} · not available here`;
}

function cacheIcon({ available, reason }: CacheReport): ThemeIcon {
  if (!available) return new ThemeIcon('circle-slash', new ThemeColor('disabledForeground'));
  return reason === null
    ? new ThemeIcon('database')
    : new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
}

function cacheFacts(cache: CacheReport): RowText[] {
  const { reason, cure, hits, misses, hitRate, bytes, limit, location, version, total } = cache;
  const facts: RowText[] = [];
  const say = (label: string, description: string | null): void => {
    if (description !== null) facts.push({ label, description, tooltip: description });
  };
  say('Problem', reason);
  say('What to do', cure);
  if (cache.available || hitRate !== null) {
    say(
      'Hit rate',
      hitRate === null
        ? 'nothing looked up'
        : `${formatShare(hitRate)} (${formatCount(hits ?? 0)} hits, ${formatCount(misses ?? 0)} misses)`,
    );
    say(
      'Since it started',
      total && `${formatCount(total.hits)} hits, ${formatCount(total.misses)} misses`,
    );
    for (const each of cache.reasons) say('Not found', reasonText(each));
    for (const { agent, hitRate: rate, hits: found, misses: missed } of cache.agents) {
      const share = rate === null ? 'nothing looked up' : formatShare(rate);
      say(`Agent ${agent}`, `${share} (${String(found)} hits, ${String(missed)} misses)`);
    }
    for (const [why, count] of Object.entries(cache.uncacheable)) {
      say('Not cacheable', `${why}: ${String(count)}`);
    }
    say('Size', bytes === null ? null : formatBytes(bytes));
    say('At most', limit === null ? null : formatBytes(limit));
  }
  say('Location', location);
  say('Version', version);
  return facts;
}
