/** List cursors: opaque to clients, and refused when this gateway did not create them. */

import type { CostKey } from '@spotdeck/ledger'

/** The cursor of a list that continues after an item. */
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
