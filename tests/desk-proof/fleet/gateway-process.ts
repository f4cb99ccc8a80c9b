/** One gateway as a supervised process: started, killed, stopped, and started again whenever it ends by itself. */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { withDeadline } from '@spotdeck/ports'
import { nodeTimers } from '@spotdeck/ports/node'

/** Role, arguments and environment of a gateway. */
export type GatewayOptions = {
  readonly name: string
  readonly port: number
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** File that its standard error goes to. */
  readonly logFile: string
}

// The same distance from the sources and from the bundle that the command runs.
const main = fileURLToPath(new URL('../../../packages/cli/bundle/spotdeck.js', import.meta.url))
const READY = /ready: \S+/
const READY_MS = 90_000
/** A gateway closes within 10 s. */
const END_MS = 20_000
const RESTART_MS = 500

/** A gateway that runs until `close`. */
export class GatewayProcess {
  readonly name: string
  readonly origin: string
  readonly #options: GatewayOptions
  #child: ChildProcess | undefined
  #isWanted = true
  #ready: Promise<void> = Promise.resolve()
  /** One fault at a time. */
  #turn: Promise<unknown> = Promise.resolve()
  starts = 0
  /** Starts that ended by themselves before they were ready: an engine was away. */
  failedStarts = 0
  /** Ends of which nobody knew a reason. */
  readonly failures: string[] = []

  constructor(options: GatewayOptions) {
    this.name = options.name
    this.origin = `http://127.0.0.1:${options.port}`
    this.#options = options
  }

  /** Starts it, and again until it is ready. @throws when it is not in time */
  start(): Promise<void> {
    this.#isWanted = true
    this.#ready = this.#startUntilReady()
    return this.#ready
  }

  get log(): string {
    return readFileSync(this.#options.logFile, 'utf8')
  }

  /** Runs a fault of this process after the one before it. */
  inTurn<T>(fault: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(fault)
    this.#turn = turn.catch(() => undefined)
    return turn
  }

  /** Ends it with a signal, and starts it again after a time. */
  async restart(signal: 'SIGKILL' | 'SIGTERM', afterMs: number): Promise<void> {
    await this.#end(signal)
    await pause(afterMs)
    await this.start()
  }

  /** Stops it without ending it, for a time. */
  async stopFor(ms: number): Promise<void> {
    const child = this.#child
    child?.kill('SIGSTOP')
    await pause(ms)
    child?.kill('SIGCONT')
  }

  /** Ends it for good. */
  async close(): Promise<void> {
    await this.#turn
    await this.#end('SIGTERM')
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.#isWanted = false
    const child = this.#child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'close')
    child.kill(signal)
    const late = (): Error => new Error(`${this.name} has not ended within ${END_MS} ms of ${signal}.`)
    await withDeadline(gone, { timers: nodeTimers, ms: END_MS, late }).catch((error: unknown) => {
      this.failures.push(String(error))
      child.kill('SIGKILL')
    })
    if (signal === 'SIGTERM' && child.exitCode !== 0)
      this.failures.push(`${this.name} ended with ${child.exitCode} on SIGTERM`)
  }

  async #startUntilReady(): Promise<void> {
    const end = Date.now() + READY_MS
    while (this.#isWanted) {
      if (await this.#launch(Math.max(0, end - Date.now()))) return
      if (!this.#isWanted) return
      this.failedStarts += 1
      if (Date.now() > end) throw new Error(`${this.name} was not ready within ${READY_MS} ms: ${this.log.slice(-600)}`)
      await pause(RESTART_MS)
    }
  }

  /** Resolves with true once it is ready, with false when it ended before. */
  async #launch(limitMs: number): Promise<boolean> {
    const { logFile, environment } = this.#options
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SPOTDECK_'))
    const log = openSync(logFile, 'a')
    const child = spawn(process.execPath, [main, ...this.#options.arguments], {
      env: { ...Object.fromEntries(inherited), ...environment },
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', log],
    })
    closeSync(log)
    this.#child = child
    this.starts += 1
    let [out, isReady] = ['', false]
    const started = new Promise<boolean>((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        if (isReady) return
        out += chunk
        isReady = READY.test(out)
        if (isReady) resolve(true)
      })
      child.on('close', (code, signal) => {
        if (this.#child !== child) return
        resolve(false)
        if (isReady && this.#isWanted) this.#endedByItself(`${code ?? signal}`)
      })
    })
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs)
    return started.finally(() => clearTimeout(limit))
  }

  #endedByItself(how: string): void {
    this.failures.push(`${this.name} ended by itself with ${how}: ${this.log.slice(-600)}`)
    void this.start().catch((error: unknown) => this.failures.push(String(error)))
  }
}
