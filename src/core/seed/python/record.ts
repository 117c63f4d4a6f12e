/** A line of RECORD: a file of a distribution, relative to site-packages with `/` between the parts. */
export interface RecordedFile {
  readonly path: string;
  /** `sha256=` and the digest in URL-safe base64 without padding; empty for RECORD itself. */
  readonly hash: string;
  /** Bytes as a number, or empty. */
  readonly size: string;
}

/** CSV with a comma, `"` as the quote and any line end: PEP 376, and the specification that follows it. */
export function parseRecord(text: string): RecordedFile[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [path = '', hash = '', size = ''] = fieldsOf(line);
    return path === '' ? [] : [{ path, hash, size }];
  });
}

export function formatRecord(files: readonly RecordedFile[]): string {
  return files
    .map(({ path, hash, size }) => `${[path, hash, size].map(quoted).join(',')}\n`)
    .join('');
}

function fieldsOf(line: string): string[] {
  const fields = [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  return fields.map(([, inQuotes, plain = '']) => inQuotes?.replaceAll('""', '"') ?? plain);
}

function quoted(field: string): string {
  return /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
