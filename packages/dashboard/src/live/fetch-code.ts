/** Code of the page that comes when it is needed: a line that is down for a moment costs a moment, not the page. */

import { backoffMs } from './backoff.ts'

/** Tries in all, with growing pauses between them: about half a minute, then somebody has to decide. */
const TRIES = 7
const BASE_MS = 500
const CAP_MS = 10_000

/** Code that did not come; the gateway is away for long, or serves another version of the page by now. */
export class CodeMissing extends Error {
  override readonly name = 'CodeMissing'
}

/** Services of the browser that loading code requires. */
export type CodeWorld = {
  /** Waits, at most so long. */
  pause(ms: number): Promise<void>
  /** Asks again for style sheets that did not come. */
  renewStyles(): Promise<void>
}

/** Returns the result of `load`, repeated while it fails. Throws `CodeMissing` after the last try. */
export async function fetchCode<T>(load: () => Promise<T>, world: CodeWorld): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await load()
    } catch (error) {
      if (tried === TRIES) throw new CodeMissing('a part of the page could not be fetched', { cause: error })
      // one page asks, not a crowd: the pauses need no chance in them
      await world.pause(backoffMs(tried - 1, () => 0.999, BASE_MS, CAP_MS))
      await world.renewStyles()
    }
  }
}
