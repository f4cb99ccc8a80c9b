/** The form of a command's entry in the tables, and what several entries share. */

import type { CommandTrait } from '../config/table.ts'

/** An option of one command: a flag alone, no setting. */
export type CommandOption = {
  readonly flags: string
  readonly means: string
  readonly isRequired?: boolean
  /** Text between the values of an option that is given more than once. */
  readonly between?: string
  /** Values that it may have, which a shell completes. */
  readonly values?: readonly string[] | undefined
}

/** A command, by its name and arguments. */
export type CommandRow = {
  readonly does: string
  /** It has the flags of the settings on these; by default those of its group. */
  readonly has?: readonly CommandTrait[]
  readonly options?: readonly CommandOption[]
  /** Values of its argument, which a shell completes. */
  readonly values?: readonly string[]
  /** Help after the options. */
  readonly note?: string
  /** Loads its code: a short command is quick. The function takes the arguments of the line and then the flags. */
  readonly load: () => Promise<(...given: never[]) => unknown>
}

/** Commands with a name in common, such as `token create`. */
export type CommandGroup = {
  readonly about: string
  readonly has: readonly CommandTrait[]
  readonly commands: Readonly<Record<string, CommandRow>>
}

/** Traits of nearly every command. */
export const COMMON = ['common', 'beside'] as const
/** Traits of a gateway, and of a command that checks what one needs. */
export const GATEWAY = [...COMMON, 'page', 'gateway', 'exchange', 'database'] as const
/** Traits of a command on what may be in a database. */
export const SHARED = ['beside', 'database'] as const

/** One account of several. */
export const account: CommandOption = { flags: '--account <id>', means: 'one account alone (all)' }
/** Port at which a running gateway is looked for. */
export const gatewayPort: CommandOption = {
  flags: '--port <port>',
  means: 'port of the gateway, where it has left no address',
}
/** Loads a command of a module. */
export const from =
  <Module, Name extends keyof Module>(load: () => Promise<Module>, name: Name) =>
  async (): Promise<Module[Name]> =>
    (await load())[name]
