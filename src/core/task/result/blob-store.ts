import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { hashContent, hashLargeContent, largeFile } from '../fingerprint/content-hash.ts';

/**
 * Contents by their SHA-256. What is put here is copied, by reference where the file system can, and never linked: a
 * tool that writes into its output would otherwise change every copy of it. A content becomes visible under its hash
 * by one rename, and its hash is checked when it is taken out, so that one torn by a power failure is never used.
 */
export class BlobStore {
  readonly #directory: string;
  #isMade = false;

  /** @param directory absolute; made when first used */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async keepFile(hash: string, file: string, bytes: number): Promise<void> {
    const place = this.pathOf(hash);
    if (existsSync(place)) {
      touch(place);
      return;
    }
    const part = this.#part(place);
    await copy(file, part, bytes);
    renameSync(part, place);
  }

  keepText(hash: string, text: Uint8Array): void {
    const place = this.pathOf(hash);
    if (existsSync(place)) {
      touch(place);
      return;
    }
    const part = this.#part(place);
    writeFileSync(part, text, { mode: 0o600 });
    renameSync(part, place);
  }

  /**
   * Puts a copy of a content at a path that is free. False if it is not there or not whole; it is then forgotten, and
   * the copy too.
   *
   * @param file absolute
   */
  async place(hash: string, file: string, part: { mode: number; bytes: number }): Promise<boolean> {
    const kept = this.pathOf(hash);
    if (!existsSync(kept)) return false;
    const isLarge = part.bytes > largeFile;
    try {
      await copy(kept, file, part.bytes);
    } catch (fault) {
      // Cleaned away in this very moment.
      if (!existsSync(kept)) return false;
      throw fault;
    }
    chmodSync(file, part.mode);
    const found = isLarge ? await hashLargeContent(file) : hashContent(file);
    if (found?.hash === hash) return true;
    rmSync(file, { force: true });
    this.drop(hash);
    return false;
  }

  has(hash: string): boolean {
    return existsSync(this.pathOf(hash));
  }

  drop(hash: string): void {
    rmSync(this.pathOf(hash), { force: true });
  }

  pathOf(hash: string): string {
    return path.join(this.#directory, hash);
  }

  #part(place: string): string {
    if (!this.#isMade) mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    this.#isMade = true;
    return `${place}.${randomBytes(6).toString('hex')}.part`;
  }
}

/**
 * A reference to a small file saves no space worth the failed attempt where the file system has none, and what the
 * kernel copies costs three times what reading and writing it does; bytes.
 */
const smallFile = 64 * 1024;

async function copy(from: string, to: string, bytes: number): Promise<void> {
  if (bytes <= smallFile) writeFileSync(to, readFileSync(from), { mode: 0o600 });
  else if (bytes <= largeFile) copyFileSync(from, to, constants.COPYFILE_FICLONE);
  else await copyFile(from, to, constants.COPYFILE_FICLONE);
}

/** Clean-up passes over what was wanted a moment ago. */
function touch(file: string): void {
  const now = new Date();
  utimesSync(file, now, now);
}
