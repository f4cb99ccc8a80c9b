/** `spotdeck completion`: prints a script that completes the line in a shell. */

import { badValue } from '../command-error.ts'
import type { Flags } from '../config/settings.ts'
import { commandLines } from '../lines/command-lines.ts'
import { COMMAND_GROUPS } from '../lines/command-groups.ts'
import { printResult } from '../print.ts'
import { completionTable } from './completion-table.ts'
import { SCRIPTS } from './scripts.ts'

/** `spotdeck completion`: prints the script of a shell. @throws {CommandError} `CONFIG_BAD_VALUE` */
export function completionCommand(shell: string, flags: Flags): void {
  const script = SCRIPTS.get(shell)
  if (script === undefined) throw badValue(`"${shell}" is no shell: write ${[...SCRIPTS.keys()].join(', ')}.`)
  const text = script(completionTable(commandLines(), COMMAND_GROUPS))
  printResult(flags, { shell, script: text }, text)
}
