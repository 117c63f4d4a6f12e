import type { ContentionPattern } from '../pattern.ts';
import { anyOf } from '../translated-texts.ts';

const aptSource =
  'https://salsa.debian.org/apt-team/apt (apt-pkg/contrib/fileutl.cc, apt-pkg/deb/debsystem.cc)';
const oneApt =
  'Another package manager is working, often unattended-upgrades. Wait for it, or set DPkg::Lock::Timeout.';

/** "Waiting for cache lock" in the languages of apt (po/*.po). */
const waiting = [
  ...['Waiting for cache lock', "S'està esperant el bloqueig de la memòria cau"],
  ...[
    'Čeká se na zámek cache',
    'Warten auf Sperre für Zwischenspeicher',
    'Αναμονή κλειδώματος cache',
  ],
  ...['Wachten op cachevergrendeling', 'Ожидание блокировки кэша', '正在等待缓存锁'],
];
/** "dpkg frontend lock" and "dpkg database lock" in the languages in which dpkg tells who has them (po/*.po). */
const dpkgLocks = [
  ...['blocatge frontal de dpkg', 'blocatge de la base de dades de dpkg', 'zámek dpkg frontendu'],
  ...['zámek dpkg databáze', 'dpkg-Frontend-Sperre', 'dpkg-Datenbank-Sperre'],
  ...["verrouillage de l'interface dpkg", 'verrouillage de la base de données de dpkg'],
  ...['dpkg-frontendvergrendeling', 'dpkg-databasevergrendeling', 'blokada fasady dpkg'],
  ...['blokada bazy danych dpkg', 'lock ao frontend do dpkg', 'lock à base de dados do dpkg'],
  ...['blocare interfață dpkg', 'blocare bază de date dpkg', 'блокировка клиентской части dpkg'],
  ...['блокировка базы данных dpkg', 'lås för dpkg-framända', 'lås för dpkg-databas'],
  ...['การล็อคส่วนหน้าของ dpkg', 'การล็อคฐานข้อมูลของ dpkg', 'dpkg 前端锁', 'dpkg 数据库锁'],
];
/** A lock of a package manager by its path, and who has it by number and name: in that order in every language. */
const heldLock =
  '(?<resource>\\/[^ "`。]*(?:\\/(?:dpkg|lists|archives)\\/lock|\\/lock-frontend))(?![\\w/-])[^"`\\d]{1,80}\\d+[^"`\\d(（]{0,40}[(（][^"`()（）]{1,80}[)）][^"`\\d]{0,40}';

export const aptPatterns: readonly ContentionPattern[] = [
  {
    id: 'apt-waiting',
    tool: 'apt-get',
    kind: 'lock-wait',
    blocking: true,
    needle: 'Waiting for cache lock: Could not get lock ',
    expression:
      /^Waiting for cache lock: Could not get lock (?<resource>\/[^ ]+)\.(?: It is held by process \d+(?: \(.*\))?)?(?:(?:\.\.\.|…)(?: \d+(?:\/\d+)?s)?)?$/,
    cure: oneApt,
    source: aptSource,
  },
  {
    id: 'apt-waiting-translated',
    tool: 'apt-get',
    kind: 'lock-wait',
    blocking: true,
    needle: waiting,
    expression: new RegExp(
      `^${anyOf(waiting)}[:：] ?[^"\`/]{0,80}${heldLock}(?:(?:\\.\\.\\.|…)(?: \\d+(?:\\/\\d+)?[^\\s\\d"'\`]{1,4})?)?$`,
    ),
    cure: oneApt,
    source: aptSource,
  },
  {
    id: 'apt-lock-held',
    tool: 'apt-get',
    kind: 'lock-failed',
    blocking: false,
    needle: 'E: Could not get lock ',
    expression:
      /^E: Could not get lock (?<resource>\/[^ ]*[^ .])(?:\.(?: It is held by process \d+(?: \(.*\))?)?| - open \(11: .*\))$/,
    cure: oneApt,
    source: aptSource,
  },
  {
    // With who holds it, or else the same words tell that one may not.
    id: 'apt-lock-held-translated',
    tool: 'apt-get',
    kind: 'lock-failed',
    blocking: false,
    needle: ['/lock-frontend', '/dpkg/lock', '/lists/lock', '/archives/lock'],
    expression: new RegExp(`^E: [^"\`/]{0,80}${heldLock}$`),
    cure: oneApt,
    source: aptSource,
  },
  {
    id: 'apt-frontend-lock',
    tool: 'apt-get',
    kind: 'lock-failed',
    blocking: false,
    needle: 'E: Unable to acquire the dpkg frontend lock (',
    expression:
      /^E: Unable to acquire the dpkg frontend lock \((?<resource>\/[^)]+)\), is another process using it\?$/,
    cure: oneApt,
    source: aptSource,
  },
  {
    id: 'dpkg-lock',
    tool: 'dpkg',
    kind: 'lock-failed',
    blocking: false,
    needle: ' locked by another process',
    expression:
      /^dpkg: [^:"'`]{1,40}: (?<resource>dpkg [a-z]+(?: [a-z]+){0,2}) (?:was|is) locked by another process(?: with pid \d+)?$/,
    cure: oneApt,
    source: 'https://git.dpkg.org/cgit/dpkg/dpkg.git (lib/dpkg/file.c)',
  },
  {
    id: 'dpkg-lock-translated',
    tool: 'dpkg',
    kind: 'lock-failed',
    blocking: false,
    needle: dpkgLocks,
    expression: new RegExp(
      `^dpkg: [^:"\`]{1,40}: (?<resource>${anyOf(dpkgLocks)}) [^"'\`:\\d]{1,80}(?: \\d+(?: [^"'\`:\\d]{1,40})?)?$`,
    ),
    cure: oneApt,
    source: 'https://git.dpkg.org/cgit/dpkg/dpkg.git (po/*.po)',
  },
  {
    id: 'apt-directory-lock',
    tool: 'apt-get',
    kind: 'lock-failed',
    blocking: false,
    needle: 'E: Unable to lock the administration directory (',
    expression:
      /^E: Unable to lock the administration directory \((?<resource>\/[^)]+)\), is another process using it\?$/,
    cure: 'Another package manager is working, often unattended-upgrades. Wait for it, or set DPkg::Lock::Timeout.',
    source: 'https://salsa.debian.org/apt-team/apt (apt-pkg/deb/debsystem.cc)',
  },
];
