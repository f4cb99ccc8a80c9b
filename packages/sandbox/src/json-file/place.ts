/** Names places inside JSON as people write them. */

/** `['steps', 2, 'symbol']` as `steps[2].symbol`; the whole value for an empty path. */
export function placeOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the whole file'
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`))
    .join('')
}
