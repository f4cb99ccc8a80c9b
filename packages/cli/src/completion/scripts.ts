/** The script of each shell, from the table of what may follow. */

import type { CompletedCommand, Word, Words } from './completion-table.ts'

type Table = readonly CompletedCommand[]

/** Parts that differ between the shells of the `case` family. */
type CaseShell = {
  readonly head: string
  readonly reset?: string
  /** Words before the one to complete, and that one's neighbor. */
  readonly before: string
  readonly previous: string
  readonly offer: (words: readonly Word[]) => string
  readonly files: string
  readonly end: string
}

const BASH: CaseShell = {
  head: '# Completion of spotdeck for bash: eval "$(spotdeck completion bash)"',
  before: '"${COMP_WORDS[@]:1:COMP_CWORD-1}"',
  previous: '${COMP_WORDS[COMP_CWORD-1]}',
  offer: (words) => `COMPREPLY+=($(compgen -W '${textOf(words)}' -- "\${COMP_WORDS[COMP_CWORD]}"))`,
  reset: 'COMPREPLY=()',
  // Names with blanks stay whole; compopt escapes them, where this bash has it.
  files: [
    `local IFS=$'\\n'; COMPREPLY+=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    'compopt -o filenames 2> /dev/null',
  ].join('; '),
  end: 'complete -F _spotdeck spotdeck',
}

const ZSH: CaseShell = {
  head: '#compdef spotdeck',
  before: '"${(@)words[2,CURRENT-1]}"',
  previous: '${words[CURRENT-1]}',
  offer: (words) => `compadd -- ${textOf(words)}`,
  files: '_files',
  end: 'if [ "$funcstack[1]" = _spotdeck ]; then _spotdeck; else compdef _spotdeck spotdeck; fi',
}

/** Shells that have a script. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof SHELLS)[number]

/** Script of each shell, by its name. */
export const SCRIPTS: Readonly<Record<Shell, (table: Table) => string>> = {
  bash: (table) => caseScript(table, BASH),
  zsh: (table) => caseScript(table, ZSH),
  fish: fishScript,
}

const textOf = (words: readonly Word[]): string => words.map(({ word }) => word).join(' ')

/** The place is found from the names before; what follows an option with a value is that value. */
function caseScript(table: Table, shell: CaseShell): string {
  const offered = ({ words, files }: Words): string =>
    [words.length > 0 ? shell.offer(words) : [], files ? shell.files : []].flat().join('; ')
  /** Options with the same values stand on one line. */
  const values = new Map<string, string[]>()
  for (const { path, options } of table)
    for (const { word, value } of options) {
      if (value === undefined) continue
      const offer = [offered(value), 'return'].filter((part) => part !== '').join('; ')
      values.set(offer, [...(values.get(offer) ?? []), `'${path} ${word}'`])
    }
  return [
    shell.head,
    '_spotdeck() {',
    "  local at='' word",
    ...(shell.reset === undefined ? [] : [`  ${shell.reset}`]),
    `  for word in ${shell.before}; do`,
    `    case "$at $word" in ${steps(table).join('|')}) at="\${at:+$at }$word" ;; esac`,
    '  done',
    `  case "$at ${shell.previous}" in`,
    ...[...values].map(([offer, places]) => `    ${places.join('|')}) ${offer} ;;`),
    '  esac',
    '  case "$at" in',
    ...table.map(
      ({ path, words, options, files }) => `    '${path}') ${offered({ words: [...words, ...options], files })} ;;`,
    ),
    '  esac',
    '}',
    shell.end,
  ].join('\n')
}

/** The place so far and the next name, quoted; one that is no such step is an argument or a value. */
const steps = (table: Table): readonly string[] =>
  table.flatMap(({ path }) => (path === '' ? [] : [`'${path.includes(' ') ? path : ` ${path}`}'`]))

function fishScript(table: Table): string {
  const rules = table.flatMap(({ path, words, files, options }) => {
    const rule = `complete -c spotdeck -n "__spotdeck_at '${path}'"`
    const wordRules = words.map(({ word, means }) => `${rule} -a ${word}${described(means)}`)
    const optionRules = options.map(
      ({ word, means, value }) => `${rule} -l ${word.slice(2)}${valueRule(value)}${described(means)}`,
    )
    return [...wordRules, ...(files ? [`${rule} -F`] : []), ...optionRules]
  })
  return [
    '# Completion of spotdeck for fish: ~/.config/fish/completions/spotdeck.fish',
    'function __spotdeck_at',
    "  set -l at ''",
    '  for word in (commandline -opc)[2..-1]',
    `    contains -- "$at $word" ${steps(table).join(' ')}; and set at (string trim "$at $word")`,
    '  end',
    '  test "$at" = "$argv[1]"',
    'end',
    'complete -c spotdeck -f',
    ...rules,
  ].join('\n')
}

function valueRule(value: Words | undefined): string {
  if (value === undefined) return ''
  if (value.words.length > 0) return ` -x -a '${textOf(value.words)}'`
  return value.files ? ' -r -F' : ' -x'
}

const described = (means: string): string => (means === '' ? '' : ` -d '${means.replace(/[\\']/g, String.raw`\$&`)}'`)
