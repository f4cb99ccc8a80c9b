/** Everything that may follow on a command line, as a table that each shell's script is made from. */

import type { CommandLine } from '../lines/command-lines.ts'
import type { CommandOption } from '../lines/command-row.ts'

/** Words that may stand at a place, each with its help; `files`: names of files may stand there too. */
export type Words = { readonly words: readonly Word[]; readonly files: boolean }
/** A word and its help. */
export type Word = { readonly word: string; readonly means: string }

/** One command or group. */
export type CompletedCommand = Words & {
  /** Names from the first on, such as `token create`; empty before any command. */
  readonly path: string
  readonly options: readonly CompletedOption[]
}
/** An option; `value` is absent where it takes none. */
export type CompletedOption = Word & { readonly value: Words | undefined }

const HELP: CompletedOption = { word: '--help', means: 'this help', value: undefined }
const FILES = /[<[](?:frame|file|files|folder|dir)(?:\.\.\.)?[>\]]/

/** The table; the program itself comes first, then the groups, then the commands. */
export function completionTable(
  lines: readonly CommandLine[],
  groups: Readonly<Record<string, { readonly about: string }>>,
): readonly CompletedCommand[] {
  const inGroup = (name: string | undefined): readonly Word[] =>
    lines.filter(({ group }) => group === name).map(({ line, does }) => ({ word: nameOf(line), means: does }))
  const names = Object.entries(groups).map(([word, { about }]) => ({ word, means: about }))
  const version = { word: '--version', means: 'the version', value: undefined }
  return [
    { path: '', words: [...inGroup(undefined), ...names], files: false, options: [HELP, version] },
    ...names.map(({ word: path }) => ({ path, words: inGroup(path), files: false, options: [HELP] })),
    ...lines.map(({ group, line, options, values }) => ({
      path: [group ?? [], nameOf(line)].flat().join(' '),
      ...wordsOf(line, values),
      options: [...options.map(optionOf), HELP],
    })),
  ]
}

const nameOf = (line: string): string => line.split(' ')[0] ?? ''

function optionOf({ flags, means, values }: CommandOption): CompletedOption {
  return { word: nameOf(flags), means, value: flags.includes('<') ? wordsOf(flags, values) : undefined }
}

function wordsOf(text: string, values: readonly string[] = []): Words {
  return { words: values.map((word) => ({ word, means: '' })), files: FILES.test(text) }
}
