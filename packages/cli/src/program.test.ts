import { describe, expect, it } from 'vitest'
import { buildProgram } from './program.ts'

const trouble = (...line: readonly string[]): Promise<string> =>
  buildProgram()
    .parseAsync(['node', 'spotdeck', ...line])
    .then(String, (error: unknown) => (error instanceof Error ? error.message : String(error)))

describe('a line that is not understood', () => {
  it('asks whether a flag or a command was meant that is nearly written like it', async () => {
    expect(await trouble('up', '--prot', '1')).toContain('Did you mean --port?')
    expect(await trouble('gateway', '--retention-day', '9')).toContain('Did you mean --retention-days?')
    expect(await trouble('import', '--aply', 'file.csv')).toContain('Did you mean --apply?')
    expect(await trouble('tokn')).toContain('Did you mean token?')
    expect(await trouble('user', 'lst')).toContain('Did you mean list?')
    expect(await trouble('up', '--nothing-like-it')).not.toContain('Did you mean')
  })

  it('says which argument or option is missing, and how the line is written', async () => {
    expect(await trouble('user', 'add', 'Ann')).toMatch(
      /'--grant <role>' not specified.*spotdeck user add --grant <role>/,
    )
    expect(await trouble('config', 'check')).toMatch(/^Missing required argument 'file'\. Write: spotdeck config check/)
  })
})

it('shows one help of a setting in every command that has it, with its default', () => {
  const line = (command: string, flag: string): string =>
    buildProgram()
      .commands.find((one) => one.name() === command)
      ?.options.find(({ long }) => long === flag)?.description ?? 'none'
  expect(line('up', '--session-idle')).toBe('how long a browser stays signed in without use, from 5m to 30d (7d)')
  expect(line('gateway', '--session-idle')).toBe(line('up', '--session-idle'))
  expect(line('verify', '--database-file')).toMatch(/PostgreSQL.*\(SPOTDECK_DATABASE_URL\)$/)
  expect([line('up', '--no-bots'), line('sandbox', '--no-bots')]).toEqual(
    Array(2).fill('no market makers and takers of the sandbox'),
  )
  expect([line('up', '--database-file'), line('verify', '--port')]).toEqual(['none', 'none'])
})
