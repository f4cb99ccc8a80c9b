/** `spotdeck completion`: prints a script that completes the line in a shell. */

import type { Flags } from '../config/settings.ts'
import { commandLines } from '../lines/command-lines.ts'
import { COMMAND_GROUPS } from '../lines/command-groups.ts'
import { oneOf } from '../meant.ts'
import { printResult } from '../print.ts'
import { completionTable } from './completion-table.ts'
import { SCRIPTS, SHELLS } from './scripts.ts'

/** `spotdeck completion`: prints the script of a shell. @throws {CommandError} `CONFIG_BAD_VALUE` */
export function completionCommand(shell: string, flags: Flags): void {
  const text = SCRIPTS[oneOf('The shell', shell, SHELLS)](completionTable(commandLines(), COMMAND_GROUPS))
  printResult(flags, { shell, script: text }, text)
}
