/** Where a list goes on: opaque to readers, and refused when it was not made here. */

import type { CostKey } from '@spotdeck/ledger'

export function encodeCursor({ time, id }: CostKey): string {
  return Buffer.from(`${time} ${id}`, 'utf8').toString('base64url')
}

/** `undefined` for text that no list gave out. */
export function decodeCursor(cursor: string): CostKey | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('utf8')
  const space = text.indexOf(' ')
  const time = Number(text.slice(0, space))
  return space > 0 && Number.isSafeInteger(time) ? { time, id: text.slice(space + 1) } : undefined
}
