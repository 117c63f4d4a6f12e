import type { SettingsSource } from './settings-source.ts';
import { conductor } from './sources/conductor.ts';
import { cursor } from './sources/cursor.ts';
import { emdash } from './sources/emdash.ts';
import { kilo } from './sources/kilo.ts';
import { lanekeeper } from './sources/lanekeeper.ts';
import { superset } from './sources/superset.ts';

/** Whose settings are read, in this order; the first that are there count, and no others. */
export const settingsSources: readonly SettingsSource[] = [
  lanekeeper,
  conductor,
  superset,
  emdash,
  cursor,
  kilo,
];
