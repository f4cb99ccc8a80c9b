import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = 'SPOTDECK_TEST_FOLDER'

/**
 * Gives this process and all that it starts a temporary folder of their own, which goes when this process ends, however the
 * tests ended. A second call changes nothing.
 */
export function useOwnTemporaryFolder(): void {
  if (process.env[NAME] !== undefined) return
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-run-'))
  process.env[NAME] = folder
  process.env['TMPDIR'] = folder
  process.once('exit', () => remove(folder))
}

/** A process that ends late may still write: what it leaves behind fails no run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch (error) {
    process.stderr.write(`${folder} could not be removed: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
