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
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
}
