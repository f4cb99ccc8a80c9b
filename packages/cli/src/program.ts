/** The command line: every command with the flags of its settings and its own options. */

import { flagOf, helpOf } from '@spotdeck/sandbox/command'
import { Command } from 'commander'
import { COMMANDS, COMMAND_GROUPS, type CommandOption, type CommandRow } from './commands.ts'
import { ALL_SETTINGS, type CommandTrait, type Setting, defaultOf } from './config/table.ts'
import { explainUsage } from './usage.ts'
import { VERSION } from './version.ts'

const ENVIRONMENT_NOTE = `
Every setting of the service has a flag, an environment variable (--sandbox-port is SPOTDECK_SANDBOX_PORT) and a place
in the configuration file. What only one command is asked, such as --to or --audience, is a flag alone.
Exchange credentials come from SPOTDECK_API_KEY and SPOTDECK_API_SECRET or from owner-only key files, never from flags.
Documentation: /docs at the address of a running gateway.`

/** The file of the other settings: it has a flag and a variable, and is no setting itself. */
const CONFIG: CommandOption = { flags: '--config <file>', means: 'configuration file (spotdeck.json)' }

/** The program, whose errors are thrown. */
export function buildProgram(): Command {
  const program = new Command('spotdeck')
    .description('A live desk for MEXC spot accounts.')
    .version(VERSION)
    .addHelpText('after', ENVIRONMENT_NOTE)
  for (const [line, row] of Object.entries(COMMANDS)) add(program.command(line), row, row.has)
  for (const [name, { about, has, commands }] of Object.entries(COMMAND_GROUPS)) {
    const group = program.command(name).description(about)
    for (const [line, row] of Object.entries(commands)) add(group.command(line), row, row.has ?? has)
  }
  explainUsage(program)
  return program
}

function add(command: Command, { does, options = [], note = '', load }: CommandRow, has: CommandRow['has'] = []): void {
  command.description(does).addHelpText('after', note)
  for (const option of [...options, ...settingsOn(has)]) {
    if (!command.options.some(({ long }) => long === option.flags.split(' ')[0])) addOption(command, option)
  }
  // The arguments of the line, the flags, and the command itself, which nobody needs.
  command.action(async (...given: unknown[]) => {
    const run = await load()
    await run(...(given.slice(0, -1) as never[]))
  })
}

function addOption(command: Command, { flags, means, isRequired, between }: CommandOption): void {
  const joined = (given: string, before?: string): string => (before === undefined ? given : before + between + given)
  if (between === undefined) command[isRequired ? 'requiredOption' : 'option'](flags, means)
  else command[isRequired ? 'requiredOption' : 'option'](flags, means, joined)
}

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
  return { flags, means: helpOf({ flags, means, isSecret, otherwise: defaultOf(setting) }) }
}
