/** A whole list, page by page, up to a limit: what goes into a file or a sum rather than onto the screen. */

import type { Page } from '@spotdeck/api'

/** Rows of one page, and how many pages are read before it is said that there are more. */
export const PAGE_MOST = 1_000
const PAGES_MOST = 200

/** All items of the pages that `read` answers, and whether that is all there is. */
export async function readAllPages<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
  pagesMost = PAGES_MOST,
): Promise<{ readonly items: readonly T[]; readonly complete: boolean }> {
  const items: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < pagesMost; page += 1) {
    const { items: more, nextCursor } = await read(cursor)
    for (const item of more) items.push(item)
    if (nextCursor === null) return { items, complete: true }
    cursor = nextCursor
  }
  return { items, complete: false }
}
