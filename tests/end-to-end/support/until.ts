/** Waiting for something that comes true while other processes work. */

/** Far more than anything takes on an idle machine, so that a busy one fails no test; less than a test may take. */
export const PATIENCE_MS = 240_000

const BETWEEN_LOOKS_MS = 20
/** A look that takes long is repeated less often: what is waited for needs the processor too. */
const PAUSE_SHARE = 3

/**
 * Looks until it finds something, and resolves to that. `what` says in the error what did not come.
 * @throws when nothing came within `PATIENCE_MS`
 */
export async function until<T>(
  look: () => T | false | undefined | Promise<T | false | undefined>,
  what: string | (() => string),
): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const begun = Date.now()
    const found = await look()
    if (found !== false && found !== undefined) return found
    if (Date.now() > end) throw new Error(`Not within ${PATIENCE_MS} ms: ${typeof what === 'string' ? what : what()}.`)
    const pauseMs = Math.max(BETWEEN_LOOKS_MS, PAUSE_SHARE * (Date.now() - begun))
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}
