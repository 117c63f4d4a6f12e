import type { PatternExamples } from './pattern-examples.ts';

/** Messages of programs written in C, as they print them in other languages. */
export const translatedExamples: PatternExamples = {
  'git-lock-file-exists-translated': [
    [
      "Schwerwiegend: Konnte '/w/.git/index.lock' nicht erstellen: Die Datei existiert bereits.",
      'index.lock',
    ],
    [
      "fatal\u00a0: Impossible de créer '/w/.git/packed-refs.lock'\u00a0: Le fichier existe.",
      'packed-refs.lock',
    ],
    ["致命错误：无法创建 '/w/.git/shallow.lock'：文件已存在。", 'shallow.lock'],
    ['fatal: Nie można utworzyć „/w/.git/index.lock”: Plik istnieje.', 'index.lock'],
    ['remote: fatal: Не удалось создать «/w/.git/HEAD.lock»: Файл существует.', 'HEAD.lock'],
    ['ödesdigert: Kunde inte skapa "/w/.git/index.lock": Filen existerar.', 'index.lock'],
    ['фатална грешка: Файлът-ключалка „/w/.git/index.lock“: Файлът съществува.', 'index.lock'],
  ],
  'git-config-lock-translated': [
    [
      "Fehler: Konnte Konfigurationsdatei '.git/config' nicht sperren.: Die Datei existiert bereits",
      '.git/config',
    ],
    ['错误：不能锁定配置文件 /w/.git/config.worktree: 文件已存在', '/w/.git/config.worktree'],
    [
      'error: no se pudo bloquear archivo de configuración /root/.gitconfig: El fichero ya existe',
      '/root/.gitconfig',
    ],
  ],
  'git-ref-lock-translated': [
    [
      "Fehler: cannot lock ref 'refs/heads/a': Konnte '/w/.git/refs/heads/a.lock' nicht erstellen: Die Datei existiert bereits.",
      'refs/heads/a',
    ],
    ["错误：cannot lock ref 'HEAD': 无法创建 '/w/.git/HEAD.lock'：文件已存在。", 'HEAD'],
  ],
  'git-branch-in-use-translated': [
    ["Schwerwiegend: 'topic' ist bereits in '/w/tree' ausgecheckt", 'topic'],
    ["fatal: 'agents/dev-1' ya ha sido marcado en '/w/tree'", 'agents/dev-1'],
    ["致命错误：'topic' 已经检出到 '/w/tree'", 'topic'],
    ['fatal: «topic» уже находится на «/w/tree»', 'topic'],
    ['ödesdigert: "topic" är redan utcheckad på "/w/tree"', 'topic'],
  ],
  'apt-waiting-translated': [
    [
      'Warten auf Sperre für Zwischenspeicher: Sperre /var/lib/dpkg/lock-frontend konnte nicht erlangt werden. Sie wird von Prozess 20029 (dpkg) gehalten.... 1/60s',
      '/var/lib/dpkg/lock-frontend',
    ],
    [
      '正在等待缓存锁：无法获得锁 /var/lib/dpkg/lock-frontend。锁正由进程 16034（dpkg）持有... 2/60秒',
      '/var/lib/dpkg/lock-frontend',
    ],
  ],
  'apt-lock-held-translated': [
    [
      'E: Sperre /var/lib/apt/lists/lock konnte nicht erlangt werden. Sie wird von Prozess 12865 (apt-get) gehalten.',
      '/var/lib/apt/lists/lock',
    ],
    [
      'E: 无法获得锁 /var/lib/dpkg/lock-frontend。锁正由进程 13074（dpkg）持有',
      '/var/lib/dpkg/lock-frontend',
    ],
    [
      'E: Kon vergrendeling /var/cache/apt/archives/lock niet verkrijgen. Proces 12 houdt deze grendel vast (apt)',
      '/var/cache/apt/archives/lock',
    ],
  ],
  'dpkg-lock-translated': [
    [
      'dpkg: Fehler: dpkg-Frontend-Sperre war von einem anderen Prozess mit PID 24154 gesperrt',
      'dpkg-Frontend-Sperre',
    ],
    [
      "dpkg: erreur: verrouillage de l'interface dpkg a été verrouillé par un autre processus avec le PID 24227",
      "verrouillage de l'interface dpkg",
    ],
    ['dpkg: 错误: dpkg 前端锁 已被另一个 pid 为 24369 的进程加锁', 'dpkg 前端锁'],
    ['dpkg: fel: lås för dpkg-databas är låst av en annan process', 'lås för dpkg-databas'],
  ],
  'gcc-compiler-killed-translated': [
    ['gcc: schwerwiegender Fehler: Signal Getötet hat Programm cc1 beendet', 'cc1'],
    ['g++: erreur fatale: le signal Processus arrêté a terminé le programme cc1plus', 'cc1plus'],
    ['gcc: 致命错误：已杀死 signal terminated program cc1', 'cc1'],
  ],
  'assembler-disk-full-translated': [
    [
      "/tmp/ccyn.s: Error fatal: no se puede rellenar 256 bytes en sección .data de disk/big.o: 'No queda espacio en el dispositivo'",
      '',
    ],
    [
      '/tmp/cc4f.s: Erreur fatale: impossible de remplir 256 octets dans la section .data de disk/big.o: «\u00a0Aucun espace disponible sur le périphérique\u00a0»',
      '',
    ],
  ],
  'bash-killed-translated': [
    ['build.sh: Zeile 3: 27709 Getötet                sleep 60', 'sleep'],
    ['build.sh, linha 3: 27778 Morto                   A=b /w/bin/app --fast', 'app'],
    ['./build.sh: 第 3 行：27731 已杀死               sleep 60', 'sleep'],
  ],
  'fork-out-of-memory-translated': [
    ['bash: fork: Nicht genügend Hauptspeicher verfügbar', 'memory'],
    ['./a.sh: ligne 3 : fork: Ne peut allouer de la mémoire', 'memory'],
  ],
  'fork-failed-translated': [
    ['bash: fork: retry: 资源暂时不可用', 'max user processes'],
    ['./a.sh: línea 3: fork: Recurso no disponible temporalmente', 'max user processes'],
  ],
  'bash-text-file-busy-translated': [
    ['bash: 行 1: ./tool: テキストファイルがビジー状態です', './tool'],
    ['bash: /w/run.sh: /bin/sh: bad interpreter: Fichier texte occupé', '/w/run.sh'],
  ],
  'shell-too-many-files-translated': [
    ['bash: erreur de tube: Trop de fichiers ouverts', 'open files'],
    ['./a.sh: 第 3 行：/w/a: 打开的文件过多', 'open files'],
  ],
  'tail-inotify-instances-translated': [
    [
      "tail: impossible d'utiliser inotify, retour à l'interrogation active: Trop de fichiers ouverts",
      'fs.inotify.max_user_instances',
    ],
  ],
  'coreutils-text-file-busy-translated': [
    ["cp: 'app' 일반 파일을 만들 수 없습니다: 실행 파일 사용 중", 'app'],
    ["truncate: impossible d'ouvrir 'a b/app' en écriture: Fichier texte occupé", 'a b/app'],
    ['tee: app: 文本文件忙', 'app'],
  ],
  'coreutils-device-busy-translated': [
    [
      "rm: das Entfernen von 'disk' ist nicht möglich: Das Gerät oder die Ressource ist belegt",
      'disk',
    ],
  ],
  'program-disk-full-translated': [
    ["cp: ошибка записи 'disk/big': На устройстве не осталось свободного места", ''],
    [
      "/usr/bin/ld\u00a0: échec de l'édition de liens finale\u00a0: Aucun espace disponible sur le périphérique",
      '',
    ],
    ['bash: 第 1 行：echo: 写入错误：设备上没有空间', ''],
    ['致命错误：不能写松散对象文件: 设备上没有空间', ''],
  ],
};
