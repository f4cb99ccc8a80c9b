import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NAME = 'SPOTDECK_TEST_FOLDER'
/** A folder in memory, where nothing waits for a disk: no test proves what a disk keeps when the power fails. */
const MEMORY = '/dev/shm'
/** Free memory that it must have for the folders of a whole run, in bytes. */
const ROOM = 4 * 1024 ** 3

/**
 * Gives this process and all that it starts a temporary folder of their own, which goes when this process ends, however the
 * tests ended. A second call changes nothing.
 */
export function useOwnTemporaryFolder(): void {
  if (process.env[NAME] !== undefined) return
  const folder = mkdtempSync(join(hasRoomInMemory() ? MEMORY : tmpdir(), 'spotdeck-run-'))
  process.env[NAME] = folder
  process.env['TMPDIR'] = folder
  process.once('exit', () => remove(folder))
}

/** Says whether the folder in memory is there, large enough, and lets programs be started from it. */
function hasRoomInMemory(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === MEMORY)
    return bavail * bsize > ROOM && mount !== undefined && !mount.includes('noexec')
  } catch {
    return false
  }
}

/** A process that ends late may still write: what it leaves behind fails no run. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch (error) {
    process.stderr.write(`${folder} could not be removed: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
