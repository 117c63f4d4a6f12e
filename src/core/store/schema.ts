/** "LANE" in ASCII: marks the file as ours, so that no other program's database is ever written to. */
export const applicationId = 0x4c414e45;

/**
 * Each entry brings a database from the version that is its index to the next one. Entries are only ever added: a
 * database in the field has already run the earlier ones. State is kept as one JSON document per row, checked by the
 * zod schema of its kind whenever it is read; columns stand beside it only where a query needs them.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    live INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;

  CREATE TABLE tasks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX tasks_by_agent ON tasks (agent);

  CREATE TABLE contentions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
    open INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX contentions_by_agent ON contentions (agent, open);

  CREATE TABLE events (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;

  CREATE TABLE samples (
    agent TEXT NOT NULL,
    time INTEGER NOT NULL,
    cpu REAL NOT NULL,
    memory INTEGER NOT NULL,
    read_bytes INTEGER NOT NULL,
    written_bytes INTEGER NOT NULL,
    processes INTEGER NOT NULL,
    PRIMARY KEY (agent, time)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE cache_counters (
    cache TEXT NOT NULL,
    time INTEGER NOT NULL,
    hits INTEGER NOT NULL,
    misses INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX cache_counters_by_time ON cache_counters (cache, time);

  CREATE TABLE cache_counts (
    cache TEXT NOT NULL,
    time INTEGER NOT NULL,
    agent TEXT NOT NULL,
    hits INTEGER NOT NULL,
    misses INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX cache_counts_by_time ON cache_counts (cache, time);

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE port_blocks (
    first INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    agent TEXT NOT NULL UNIQUE REFERENCES agents (id) ON DELETE CASCADE
  ) STRICT;

  CREATE TABLE consents (
    workspace TEXT NOT NULL,
    hash TEXT NOT NULL,
    time TEXT NOT NULL,
    PRIMARY KEY (workspace, hash)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE writes (
    agent TEXT NOT NULL REFERENCES agents (uid) ON DELETE CASCADE,
    path TEXT NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (agent, path)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX writes_by_path ON writes (path);

  CREATE TABLE write_audits (
    agent TEXT PRIMARY KEY REFERENCES agents (uid) ON DELETE CASCADE,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE breaches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    agent TEXT NOT NULL,
    other TEXT NOT NULL,
    path TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX breaches_by_path ON breaches (path);

  CREATE TABLE cache_checks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE cache_reasons (
    cache TEXT NOT NULL,
    time INTEGER NOT NULL,
    agent TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX cache_reasons_by_time ON cache_reasons (time);

  CREATE TABLE compiled_units (
    unit TEXT NOT NULL,
    agent TEXT NOT NULL,
    path TEXT NOT NULL,
    anew INTEGER NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (unit, agent)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX compiled_units_by_time ON compiled_units (time);

  CREATE TABLE log_positions (
    file TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE task_runs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    checkout TEXT NOT NULL,
    live INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX task_runs_by_checkout ON task_runs (checkout, live);

  CREATE TABLE graph_tasks (
    checkout TEXT NOT NULL,
    name TEXT NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    record TEXT,
    PRIMARY KEY (checkout, name)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX graph_tasks_by_revision ON graph_tasks (checkout, revision);

  CREATE TABLE task_fingerprints (
    checkout TEXT NOT NULL,
    name TEXT NOT NULL,
    parts TEXT NOT NULL,
    PRIMARY KEY (checkout, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE task_claims (
    attempt INTEGER PRIMARY KEY AUTOINCREMENT,
    checkout TEXT NOT NULL,
    name TEXT NOT NULL,
    run INTEGER NOT NULL,
    uid TEXT NOT NULL,
    owner TEXT NOT NULL,
    UNIQUE (checkout, name)
  ) STRICT;

  CREATE TABLE task_cancellations (
    run INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (run, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE task_history (
    task TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    milliseconds REAL NOT NULL,
    peak_bytes INTEGER,
    PRIMARY KEY (task, attempt)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE task_results (
    fingerprint TEXT PRIMARY KEY,
    used INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX task_results_by_use ON task_results (used);
  `,
  `
  CREATE TABLE claims (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    repository TEXT NOT NULL,
    agent TEXT,
    until TEXT,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX claims_by_repository ON claims (repository);
  `,
  `
  CREATE TABLE gate_leases (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    gate TEXT NOT NULL,
    document TEXT NOT NULL
  ) STRICT;
  CREATE INDEX gate_leases_by_gate ON gate_leases (gate);
  `,
  `
  CREATE TABLE contention_totals (
    day TEXT NOT NULL,
    agent TEXT NOT NULL,
    resource TEXT NOT NULL,
    count INTEGER NOT NULL,
    seconds REAL NOT NULL,
    PRIMARY KEY (day, agent, resource)
  ) STRICT, WITHOUT ROWID;

  UPDATE contentions SET document = json_set(
    document,
    '$.stream', json_extract(document, '$.source'),
    '$.source', 'message',
    '$.waiter', NULL,
    '$.path', NULL,
    '$.kernelKey', NULL
  );
  `,
  `
  CREATE TABLE task_priorities (
    run INTEGER NOT NULL,
    name TEXT NOT NULL,
    priority INTEGER NOT NULL,
    PRIMARY KEY (run, name)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE task_spans (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER NOT NULL,
    checkout TEXT NOT NULL,
    name TEXT NOT NULL,
    agent TEXT,
    status TEXT NOT NULL,
    obstacle TEXT,
    reason TEXT,
    waited TEXT,
    started TEXT,
    ended TEXT,
    UNIQUE (run, name)
  ) STRICT;
  `,
];
