// Running one step of a script: say what it is, run it, stop with its exit code when it fails.

import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** The last line of every failing script: what went wrong and what to do. */
export function fail(message) {
  process.stderr.write(`\nspotdeck: ${message}\n`)
  process.exit(1)
}

/** Progress goes to standard error: standard output is the command's own. */
export function say(message) {
  process.stderr.write(`▸ ${message}\n`)
}

/** Runs a command with its output shown; answers its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (result.error !== undefined) fail(`Could not run ${command}: ${result.error.message}`)
  return result.status ?? 1
}

export function runOrExit(command, args, options) {
  const status = run(command, args, options)
  if (status !== 0) process.exit(status)
}

/** Runs a program of an installed package by its file, without a shell in between. */
export function runTool(file, args, options = {}) {
  runOrExit(process.execPath, [join(root, 'node_modules', file), ...args], { stdio: ['inherit', 2, 2], ...options })
}

/**
 * Ends this process when npm, which runs it through a shell, is gone: npm passes a signal on to the shell alone, and
 * what it started would go on without anybody.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid === parent) return
    process.kill(process.pid, 'SIGTERM')
  }, 500).unref()
}
