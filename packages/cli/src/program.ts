/** The command line: every command with the flags of its settings and its own options. */

import { Command } from 'commander'
import { COMMAND_GROUPS } from './lines/command-groups.ts'
import { type CommandLine, commandLines } from './lines/command-lines.ts'
import type { CommandOption } from './lines/command-row.ts'
import { printWarning } from './print.ts'
import { explainUsage } from './usage.ts'
import { VERSION } from './version.ts'

const ENVIRONMENT_NOTE = `
Every setting of the service has a flag, an environment variable (--sandbox-port is SPOTDECK_SANDBOX_PORT) and a place
in the configuration file. What only one command is asked, such as --to or --audience, is a flag alone.
Exchange credentials come from SPOTDECK_API_KEY and SPOTDECK_API_SECRET or from owner-only key files, never from flags.
Documentation: /docs at the address of a running gateway.`

/** The program, whose errors are thrown. */
export function buildProgram(): Command {
  const program = new Command('spotdeck')
    .description('A live desk for MEXC spot accounts.')
    .version(VERSION)
    .addHelpText('after', ENVIRONMENT_NOTE)
  const groups = new Map<string | undefined, Command>([[undefined, program]])
  for (const line of commandLines()) {
    const { group: name = '' } = line
    const group = groups.get(line.group) ?? program.command(name).description(COMMAND_GROUPS[name]?.about ?? '')
    groups.set(line.group, group)
    add(group, line)
  }
  explainUsage(program)
  return program
}

function add(to: Command, { line, does, options, note = '', load }: CommandLine): void {
  const command = to.command(line).description(does).addHelpText('after', note)
  for (const option of options) addOption(command, option)
  // The arguments of the line, the flags, and the command itself, which nobody needs.
  command.action(async (...given: unknown[]) => {
    const [{ misspelt }, { environment }] = await Promise.all([import('./config/variables.ts'), import('./world.ts')])
    for (const warning of misspelt(environment)) printWarning(warning)
    const run = await load()
    await run(...(given.slice(0, -1) as never[]))
  })
}

function addOption(command: Command, { flags, means, isRequired, between }: CommandOption): void {
  const joined = (given: string, before?: string): string => (before === undefined ? given : before + between + given)
  if (between === undefined) command[isRequired ? 'requiredOption' : 'option'](flags, means)
  else command[isRequired ? 'requiredOption' : 'option'](flags, means, joined)
}
