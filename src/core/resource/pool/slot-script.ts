/**
 * Shell that takes one of `$count` slots below `$slots`: an exclusive lock (flock(2)) on descriptor 8, which the kernel
 * frees however its holder ends. Who came first stands at the head of the queue, and it alone looks at the slots,
 * sleeping in the kernel on one after the other.
 *
 * @param taken what is done with the slot, whose number `$slot` has; it must not come back
 */
export function takeSlotScript(taken: readonly string[]): string {
  return `exec 9>>"$slots/queue"
flock 9
patience=-n
while :; do
  slot=1
  while [ $slot -le $count ]; do
    exec 8>>"$slots/$slot"
    if flock $patience 8; then
      exec 9>&-
${taken.map((line) => `      ${line}`).join('\n')}
    fi
    slot=$((slot + 1))
  done
  patience='-w 0.1'
done
`;
}
