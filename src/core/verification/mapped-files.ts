/**
 * The files that a process has mapped shared and writable, by /proc/PID/maps (proc_pid_maps(5)): it may write them
 * without any open descriptor. Other mappings never reach the file.
 */
export function sharedWritableMappings(maps: string): string[] {
  const files = new Set<string>();
  for (const [, file = ''] of maps.matchAll(
    /^[0-9a-f]+-[0-9a-f]+ .w.s [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ [1-9]\d* +(\/.*)$/gm,
  )) {
    // The kernel writes a line feed in a name as \012 (seq_file_path), and nothing else.
    files.add(file.replaceAll('\\012', '\n'));
  }
  return [...files];
}
