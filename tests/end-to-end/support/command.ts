/** The built `spotdeck` command as a real process: started, read, waited for, killed. */

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NODE_FLAGS } from '../../node-flags.ts'
import { PATIENCE_MS } from './until.ts'

const main = fileURLToPath(new URL('../../../packages/cli/bundle/spotdeck.js', import.meta.url))
const READY = /ready: (\S+)/
/** Environment of a sandbox that starts sooner: one market instead of all. */
export const ONE_MARKET: Readonly<Record<string, string>> = { SPOTDECK_SYMBOLS: 'MXUSDT' }
/** The same whose time stands still: `up` is ready at once, and not when the demo account's past is read. */
export const STOPPED_TIME: Readonly<Record<string, string>> = { ...ONE_MARKET, SPOTDECK_PAUSED: 'true' }

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

export type Running = {
  /** The first address of the ready line. */
  readonly address: string
  readonly line: string
  readonly output: () => string
  /** Stops the process, or lets it go on, without ending it. */
  readonly pause: (signal: 'SIGSTOP' | 'SIGCONT') => void
  /** Ends the process with this signal and waits until it is gone. */
  readonly end: (signal: 'SIGTERM' | 'SIGKILL') => Promise<Ended>
}

export type CommandOptions = { readonly environment?: Readonly<Record<string, string>>; readonly cwd?: string }

function launch(args: readonly string[], options: CommandOptions) {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SPOTDECK_'))
  const env = { ...Object.fromEntries(inherited), ...options.environment }
  const child = spawn(process.execPath, [...NODE_FLAGS, main, ...args], {
    env,
    cwd: options.cwd ?? tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const text = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text.out += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (text.err += chunk))
  return { child, text, ended: ended(child, text) }
}

function ended(child: ChildProcess, text: { out: string; err: string }): Promise<Ended> {
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })))
}

/** Runs a command to its end. */
export function runCommand(args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  return launch(args, options).ended
}

/** Runs a command whose output nobody reads: the reader is gone before it writes, as `head` is after its lines. */
export function runUnread(args: readonly string[]): Promise<Ended> {
  const { child, ended } = launch(args, {})
  child.stdout.destroy()
  return ended
}

/** Runs a command and kills it after `ms`, wherever it is then; `code` is null unless it ended by itself before. */
export function killedAfter(ms: number, args: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const { child, ended } = launch(args, options)
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  return ended.finally(() => clearTimeout(timer))
}

/** Runs a command that a test may interrupt as Ctrl-C does. */
export function interruptible(args: readonly string[]): {
  readonly interrupt: () => void
  readonly ended: Promise<Ended>
} {
  const { child, ended } = launch(args, {})
  return { interrupt: () => void child.kill('SIGINT'), ended }
}

/** Starts a command and waits for the line that says it is ready. */
export async function startCommand(args: readonly string[], options: CommandOptions = {}): Promise<Running> {
  const { child, text, ended } = launch(args, options)
  const line = await Promise.race([
    readyLine(child, text),
    ended.then(({ code, err }) => Promise.reject(new Error(`spotdeck ${args.join(' ')} ended with ${code}: ${err}`))),
  ])
  return {
    address: READY.exec(line)?.[1] ?? '',
    line,
    output: () => text.out + text.err,
    pause: (signal) => void child.kill(signal),
    end: (signal) => {
      child.kill(signal)
      return ended
    },
  }
}

function readyLine(child: ChildProcess, text: { out: string; err: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`Not ready after ${PATIENCE_MS} ms: ${text.out}${text.err}`))
    }, PATIENCE_MS)
    child.stdout?.on('data', () => {
      const line = text.out.split('\n').find((one) => READY.test(one))
      if (line === undefined) return
      clearTimeout(limit)
      resolve(line)
    })
  })
}

/** A folder that is gone when the test ends. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'spotdeck-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}
