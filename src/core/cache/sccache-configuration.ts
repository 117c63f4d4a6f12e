import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'smol-toml';
import { z } from 'zod';
import { userConfigurationDirectory } from './user-directory.ts';

/** What the user's settings file says of the cache on disk; null for what it leaves open. */
export interface SccacheConfiguration {
  readonly directory: string | null;
  /** How large the cache may grow, as SCCACHE_CACHE_SIZE has it. */
  readonly size: string | null;
}

const schema = z.object({
  cache: z
    .object({
      disk: z
        .object({
          dir: z.string().optional(),
          // As bytes; from 0.16 on also as text such as "10G".
          size: z.union([z.number(), z.string()]).optional(),
        })
        .optional(),
    })
    .optional(),
});

/** Reads the settings file as sccache looks for it (src/config.rs and docs/Configuration.md). */
export async function readSccacheConfiguration(
  environment: NodeJS.ProcessEnv,
): Promise<SccacheConfiguration> {
  const [vendor, , fileName] = sccacheNames();
  const file =
    environment['SCCACHE_CONF'] ||
    path.join(userConfigurationDirectory(environment), vendor, fileName);
  const disk = (await readSettings(file))?.cache?.disk;
  const { dir = null, size = null } = disk ?? {};
  return {
    directory: dir,
    size: typeof size === 'number' ? `${Math.ceil(size / 1024)}K` : size,
  };
}

/** `directories::ProjectDirs::from("", "Mozilla", "sccache")`: the folder, what it calls its cache, its settings file. */
export function sccacheNames(): [folder: string, cache: string, settings: string] {
  if (process.platform === 'darwin') return ['Mozilla.sccache', '', 'config'];
  if (process.platform === 'win32')
    return [path.join('Mozilla', 'sccache'), 'cache', path.join('config', 'config')];
  return ['sccache', '', 'config'];
}

async function readSettings(file: string): Promise<z.infer<typeof schema> | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    // No settings file: the usual case.
    return undefined;
  }
  try {
    return schema.parse(parse(text));
  } catch {
    // sccache itself warns of a broken file and goes on with its defaults.
    return undefined;
  }
}
