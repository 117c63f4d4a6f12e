import path from 'node:path';
import type { Location } from '../../location.ts';
import { checkoutDirectory } from './checkout-directory.ts';
import { FileIndex } from './file-index.ts';

/** The file indexes that this process has read, so that a resident engine reads each once. */
export class FileIndexes {
  readonly #location: Pick<Location, 'tasks'>;
  readonly #indexes = new Map<string, FileIndex>();

  constructor(location: Pick<Location, 'tasks'>) {
    this.#location = location;
  }

  open(checkout: string): FileIndex {
    const known = this.#indexes.get(checkout);
    if (known) return known;
    const file = path.join(checkoutDirectory(this.#location, checkout), 'files');
    const index = new FileIndex(checkout, file);
    this.#indexes.set(checkout, index);
    return index;
  }
}
