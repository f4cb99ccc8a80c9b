/** A real PostgreSQL server of a test's own: a temporary folder, a free port of the loopback, ended by its own process id. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const DEBIAN = '/usr/lib/postgresql'

/** Folder of the server's programs: Debian's newest, or the first of the path. */
function programs(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : []
  const folders = versions.map((version) => join(DEBIAN, version, 'bin'))
  const found = folders.find((folder) => existsSync(join(folder, 'postgres')))
  if (found !== undefined) return found
  return spawnSync('initdb', ['--version']).status === 0 && spawnSync('postgres', ['--version']).status === 0
    ? ''
    : undefined
}

const folderOfPrograms = programs()

/** PostgreSQL refuses to run as root: root starts it as Debian's user of it, or as nobody. */
function serverUser(): { uid: number; gid: number } | undefined | 'none' {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  return 'none'
}

/** Under CI the set-up step has failed before when there is none. */
export const hasPostgres = folderOfPrograms !== undefined && serverUser() !== 'none'

const PASSWORD = 'not-for-the-log'

/** A server of its own. */
export class PostgresServer {
  readonly port: number
  readonly #folder: string
  readonly #isDurable: boolean
  readonly #user: { uid: number; gid: number } | undefined
  #process: ChildProcess | undefined

  private constructor(port: number, isDurable: boolean) {
    const user = serverUser()
    this.port = port
    this.#user = user === 'none' ? undefined : user
    this.#folder = mkdtempSync(join(tmpdir(), 'spotdeck-postgres-'))
    this.#isDurable = isDurable
    if (this.#user !== undefined) {
      chownSync(this.#folder, this.#user.uid, this.#user.gid)
      // A run's own temporary folder is closed to others: they may pass through it, and cannot list it.
      if ((statSync(tmpdir()).mode & 0o077) === 0) chmodSync(tmpdir(), 0o711)
    }
  }

  /** @param isDurable waits for the disk with each commit */
  static async start({ isDurable = false } = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), isDurable)
    server.#initialize()
    await server.launch()
    return server
  }

  get url(): string {
    return `postgres://spotdeck:${PASSWORD}@127.0.0.1:${this.port}/postgres`
  }

  /** Copies the data that the first server of a run of the tests has made; makes it outside of a run. */
  #initialize(): void {
    const run = process.env['SPOTDECK_TEST_FOLDER']
    if (run === undefined) return this.#makeData()
    const made = join(run, 'postgres-data')
    if (existsSync(made)) return copyFolder(made, join(this.#folder, 'data'))
    this.#makeData()
    const copy = `${this.#folder}-data`
    copyFolder(join(this.#folder, 'data'), copy)
    try {
      renameSync(copy, made)
    } catch {
      // Another one was made meanwhile.
      rmSync(copy, { recursive: true })
    }
  }

  #makeData(): void {
    const password = join(this.#folder, 'password')
    writeFileSync(password, PASSWORD)
    chmodSync(password, 0o644)
    const args = ['-D', join(this.#folder, 'data'), '-U', 'spotdeck', '-A', 'scram-sha-256', `--pwfile=${password}`]
    const made = spawnSync(join(folderOfPrograms ?? '', 'initdb'), [...args, '-E', 'UTF8', '--locale=C', '--no-sync'], {
      ...this.#user,
      cwd: this.#folder,
      encoding: 'utf8',
    })
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  }

  /** Starts it, on what its disk holds, and waits until it says that it is ready. */
  async launch(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      port: this.port,
      unix_socket_directories: '',
      shared_buffers: '32MB',
      max_connections: 60,
      logging_collector: 'off',
      ...(this.#isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
    }
    const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
    const child = spawn(join(folderOfPrograms ?? '', 'postgres'), ['-D', join(this.#folder, 'data'), ...args], {
      ...this.#user,
      cwd: this.#folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    })
    this.#process = child
    await new Promise<void>((resolve, reject) => {
      let said = ''
      child.stderr.on('data', (chunk: Buffer) => {
        said += String(chunk)
        if (said.includes('ready to accept connections')) resolve()
      })
      child.once('exit', () => reject(new Error(`postgres ended: ${said}`)))
    })
    child.stderr.removeAllListeners('data').resume()
  }

  /** Ends it at once, as a failure does. */
  kill(): Promise<void> {
    return this.#end('SIGQUIT')
  }

  async close(): Promise<void> {
    await this.#end('SIGINT')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (running === undefined || running.exitCode !== null) return Promise.resolve()
    return new Promise((resolve) => {
      running.once('exit', () => resolve())
      running.kill(signal)
    })
  }
}

/** Copies a folder with its owners. */
function copyFolder(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${from} was not copied: ${stderr}`)
}

/** Answers a port of 127.0.0.1 on which nothing listens. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
