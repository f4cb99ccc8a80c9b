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

export function say(message) {
  process.stdout.write(`▸ ${message}\n`)
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
export function runTool(file, args, options) {
  runOrExit(process.execPath, [join(root, 'node_modules', file), ...args], options)
}
