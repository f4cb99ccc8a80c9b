/** Errors of the command line, in one line with the next step, like every other error. */

import { type Command, CommanderError } from 'commander'
import { CommandError } from './command-error.ts'
import { meant } from './meant.ts'

/** Commander's codes after it printed help or the version. */
const SHOWN: readonly string[] = ['commander.help', 'commander.helpDisplayed', 'commander.version']

/** Makes every command of a program throw `USAGE` in place of printing the parser's own line and ending the process. */
export function explainUsage(command: Command): void {
  command.configureOutput({ outputError: () => undefined }).showSuggestionAfterError(false)
  command.exitOverride((error) => {
    throw SHOWN.includes(error.code) ? error : new CommandError('USAGE', usageTrouble(command, error.message))
  })
  command.commands.forEach(explainUsage)
}

/** The exit code of what is shown already, or can be shown to nobody; `undefined` for everything else. */
export function shownCode(error: unknown): number | undefined {
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return 0
  return error instanceof CommanderError && SHOWN.includes(error.code) ? error.exitCode : undefined
}

/** `Missing required argument 'file'. Write: spotdeck import [options] <file>; …` */
function usageTrouble(command: Command, message: string): string {
  const what = message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim()
  const path = pathOf(command)
  const names = command.commands.map((one) => one.name())
  const [, unknown = ''] = /^unknown (?:option|command) '(.*)'/.exec(what) ?? []
  const known = unknown.startsWith('-') ? command.options.flatMap(({ long }) => long ?? []) : names
  const write = names.length === 0 ? [path, ...neededBy(command)].join(' ') : `${path} and one of ${names.join(', ')}`
  const told = `${what.slice(0, 1).toUpperCase()}${what.slice(1).replace(/\.$/, '')}.${meant(unknown, known)}`
  return `${told} Write: ${write}; \`${path} --help\` says more.`
}

function neededBy(command: Command): readonly string[] {
  const needed = command.options.filter((option) => option.mandatory).map(({ flags }) => flags)
  return [...needed, command.usage()]
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`
}
