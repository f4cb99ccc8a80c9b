// The beginning of the single executable: writes the files that it carries into the user's cache, once for each build,
// and runs the program from there. Workers and the libraries of the machine's own kind need files.

const { mkdirSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } = require('node:fs')
const { createRequire } = require('node:module')
const { homedir } = require('node:os')
const { dirname, join } = require('node:path')
const { getAsset } = require('node:sea')

const PROGRAM = 'packages/cli/bundle/spotdeck.js'

/** Imports the file that it is given: code inside an executable can only require. */
const ENTER = 'module.exports = (url) => import(url)\n'

/** The folder in which this user's programs keep what they can make again. */
function cacheFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches')
  return XDG_CACHE_HOME || join(homedir(), '.cache')
}

/** Writes the files where they are not yet there, whole or not at all, owner-only; answers their folder. */
function unpack() {
  const { id, paths } = JSON.parse(getAsset('files.json', 'utf8'))
  const programs = join(cacheFolder(), 'spotdeck', 'program')
  const folder = join(programs, id)
  if (existsSync(folder)) return folder
  mkdirSync(programs, { recursive: true, mode: 0o700 })
  const part = mkdtempSync(join(programs, 'part-'))
  for (const [at, path] of paths.entries()) {
    mkdirSync(join(part, dirname(path)), { recursive: true })
    writeFileSync(join(part, path), new Uint8Array(getAsset(`file ${at}`)))
  }
  writeFileSync(join(part, 'enter.cjs'), ENTER)
  try {
    renameSync(part, folder)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    // Another start was faster.
    if (!existsSync(folder)) throw error
  }
  return folder
}

// A program that this one starts as a process of its own is named first, as Node.js is told it.
const isStarted = process.connected && process.argv[2]?.endsWith('.js')
const folder = unpack()
const program = isStarted ? process.argv[2] : join(folder, PROGRAM)
process.argv.splice(1, isStarted ? 2 : 1, program)
const enter = createRequire(join(folder, 'enter.cjs'))('./enter.cjs')
enter(require('node:url').pathToFileURL(program).href).catch((error) => {
  console.error(error)
  process.exitCode = 1
})
