#!/usr/bin/env node
/** The `spotdeck` command: reads the line, hands it to its command, ends with one clear message when that fails. */

import { printFailure } from './print.ts'
import { buildProgram } from './program.ts'
import { shownCode } from './usage.ts'

// Files of every command are readable by their owner only: they describe somebody's money.
process.umask(0o077)
// Who reads the output may have gone, as `head` goes after its lines: a command ends all the same.
process.stdout.on('error', () => undefined)
try {
  await buildProgram().parseAsync()
} catch (error) {
  const code = shownCode(error)
  // The line may be what is wrong: its flags are not read yet.
  process.exit(code ?? printFailure({ json: process.argv.includes('--json') }, error))
}
