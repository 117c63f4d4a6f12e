import path from 'node:path';
import { readCommandLine } from '../../process/command-line.ts';

/** What follows a program only as far as it is plain lower-case words: arguments may hold secrets. */
const plainWord = /^[a-z][a-z0-9:_-]{0,29}$/;

const script = /\.(?:[cm]?[jt]s|py|rb|sh)$/;

/** A script of an interpreter is named, its folder is not. */
function wordsOf([program = '', ...rest]: readonly string[]): string[] {
  const words = [path.basename(program).replace(/^-/, '')];
  let left = rest;
  const [first] = left;
  if (first !== undefined && (script.test(first) || first.startsWith('/'))) {
    words.push(path.basename(first));
    left = left.slice(1);
  }
  for (const word of left) {
    if (words.length === 3 || !plainWord.test(word)) break;
    words.push(word);
  }
  return words;
}

/**
 * What a process runs, for people: `cargo build`, `node npm-cli.js install`. Never its other arguments, which are
 * nobody's business; `fallback` where the command line is not to be had.
 */
export function commandTitle(pid: number, fallback: string): string {
  const told = readCommandLine(pid);
  // A program may write what it does over its command line, in one word: npm does.
  const isOne = told.length > 0 && told.slice(1).every((word) => word.trim() === '');
  const words = isOne ? (told[0] ?? '').trim().split(/\s+/) : told;
  return (words.length === 0 ? '' : wordsOf(words).join(' ')).slice(0, 200) || fallback;
}
