/** Announcements written by hand with the facts that they state, from the files of the corpus. */

/** One announcement of the corpus. */
export type Sample = {
  readonly name: string
  /** Each act as one line: kind, name or address, and times. */
  readonly acts: readonly string[]
  readonly text: string
}

/** One act as a line: kind, name, and where they are known the times from and until it holds. */
export function actLine(kind: string, name: string, times: readonly (number | undefined)[]): string {
  const written = times.map((at) => (at === undefined ? '-' : new Date(at).toISOString().slice(0, 16)))
  return [kind, name, ...written].join(' ')
}

/** Samples of a file: `=== name`, lines `> kind names @ from .. until`, then the text. */
export function samplesIn(file: string): readonly Sample[] {
  return file
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [name = '', ...lines] = part.split('\n')
      const facts = lines.filter((line) => line.startsWith('> '))
      return {
        name,
        acts: facts.flatMap((line) => actsOf(line.slice(2))).sort(),
        text: lines
          .filter((line) => !line.startsWith('> '))
          .join('\n')
          .trim(),
      }
    })
}

function actsOf(line: string): readonly string[] {
  const [said = '', when = ''] = line.split(' @ ')
  const [kind = '', ...words] = said.split(' ')
  const times = [...when.split(' .. '), '', ''].slice(0, 2).map((time) => (time === '' ? undefined : Date.parse(time)))
  const names = kind === 'maintenance' ? [''] : /^v\d/.test(words[0] ?? '') ? [words.join(' ')] : words
  return names.map((name) => actLine(kind, name, times))
}
