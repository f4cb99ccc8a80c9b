/** Every command line: its name and arguments, its own options, and the flags of its settings. */

import { flagOf, helpOf } from '@spotdeck/sandbox/command'
import { ALL_SETTINGS, type CommandTrait, type Setting, defaultOf } from '../config/table.ts'
import { COMMAND_GROUPS } from './command-groups.ts'
import type { CommandOption, CommandRow } from './command-row.ts'
import { COMMANDS } from './commands.ts'

/** A command with all its options. */
export type CommandLine = Omit<CommandRow, 'has'> & {
  /** Name of its group; absent for a command that stands alone. */
  readonly group?: string | undefined
  /** Its own name and its arguments, such as `revoke <id>`. */
  readonly line: string
  readonly options: readonly CommandOption[]
}

/** The file of the other settings: it has a flag and a variable, and is no setting itself. */
const CONFIG: CommandOption = { flags: '--config <file>', means: 'configuration file (spotdeck.json)' }

/** Every command has it. */
const JSON_OUTPUT: CommandOption = { flags: '--json', means: 'JSON for programs, one document a line; errors too' }

/** All command lines, those that stand alone first. */
export function commandLines(): readonly CommandLine[] {
  const groups = Object.entries(COMMAND_GROUPS).flatMap(([group, { has, commands }]) =>
    Object.entries(commands).map(([line, row]) => ({ group, line, row: { has, ...row } })),
  )
  const alone = Object.entries(COMMANDS).map(([line, row]) => ({ group: undefined, line, row }))
  return [...alone, ...groups].map(({ group, line, row }) => ({ ...row, group, line, options: optionsOf(row) }))
}

/** Options of a command; its own come before those of settings. */
function optionsOf({ options = [], has = [] }: CommandRow): readonly CommandOption[] {
  const own = new Set(options.map(nameOf))
  return [...options, ...[...settingsOn(has), JSON_OUTPUT].filter((option) => !own.has(nameOf(option)))]
}

const nameOf = ({ flags }: CommandOption): string => flags.split(' ')[0] ?? ''

/** Options of the settings that are on one of these. */
function settingsOn(has: readonly CommandTrait[]): readonly CommandOption[] {
  const settings = [...ALL_SETTINGS].filter(([, { on }]) => on.some((trait) => has.includes(trait)))
  const options = settings.map(([name, setting]) => optionOf(name, setting))
  return has.includes('beside') || has.includes('record') ? [...options, CONFIG] : options
}

function optionOf(name: string, setting: Setting): CommandOption {
  const { value, isSecret } = setting
  const means = setting.form === 'list' ? `${setting.means}, with commas between them` : setting.means
  const flag = setting.form === 'switch' && setting.turns === 'off' ? `--no-${flagOf(name).slice(2)}` : flagOf(name)
  const flags = value === undefined ? flag : `${flag} <${value}>`
  const values = setting.form === 'choice' ? setting.choices : undefined
  return { flags, values, means: helpOf({ flags, means, isSecret, otherwise: defaultOf(setting) }) }
}
