import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { audiences, durableTopics, importKinds, lotMethods, roles, sampledTopics } from '@spotdeck/api'
import { describe, expect, it } from 'vitest'
import { commandLines } from '../lines/command-lines.ts'
import { COMMAND_GROUPS } from '../lines/command-groups.ts'
import { completionTable } from './completion-table.ts'
import { SCRIPTS } from './scripts.ts'

const table = completionTable(commandLines(), COMMAND_GROUPS)
const scriptOf = (shell: keyof typeof SCRIPTS): string => SCRIPTS[shell](table)
const hasBash = spawnSync('bash', ['--version']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'spotdeck-completion-'))
writeFileSync(join(folder, 'my key.json'), '')

/** Words that bash offers for the last word of a line. */
function offered(...line: readonly string[]): readonly string[] {
  const ask = 'eval "$1"; shift; COMP_WORDS=(spotdeck "$@"); COMP_CWORD=$#; _spotdeck; printf "%s\\n" "${COMPREPLY[@]}"'
  const text = execFileSync('bash', ['-c', ask, 'bash', scriptOf('bash'), ...line], { cwd: folder, encoding: 'utf8' })
  return text.split('\n').filter((word) => word !== '')
}

describe.runIf(hasBash)('bash', () => {
  it('completes commands, commands of a group, and options of each', () => {
    expect(offered('st')).toEqual(['status'])
    expect(offered('token', '')).toEqual(['create', 'list', 'revoke', '--help'])
    expect(offered('token', 'create', '--au')).toEqual(['--audience'])
    expect(offered('up', '--sandbox-p')).toEqual(['--sandbox-port'])
    expect(offered('verify', '--sandbox-p')).toEqual([])
  })

  it('completes values of options and arguments, also where a value is named like a command', () => {
    expect(offered('gateway', '--log-level', '')).toEqual(['debug', 'info', 'warn', 'error'])
    expect(offered('gateway', '--role', 'in')).toEqual(['ingest'])
    expect(offered('token', 'create', '--label', 'up', '--role', 'o')).toEqual(['owner'])
    expect(offered('export', 'd')).toEqual(['deals'])
    expect(offered('completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']))
  })

  it('completes files where a file is named, and nothing where a value is free', () => {
    expect(offered('import', 'my')).toEqual(['my key.json'])
    expect(offered('gateway', '--config', '')).toEqual(['my key.json'])
    expect(offered('gateway', '--port', '')).toEqual([])
  })
})

it('zsh and fish complete the same', () => {
  const zsh = scriptOf('zsh')
  expect(zsh).toMatch(/^#compdef spotdeck\n/)
  expect(zsh).toMatch(/'gateway --role'[^)]*\) compadd -- all ingest edge; return ;;/)
  expect(zsh).toMatch(/'import'\) compadd -- [^;]*--map[^;]*; _files ;;/)
  const fish = scriptOf('fish')
  expect(fish).toContain(`complete -c spotdeck -n "__spotdeck_at ''" -a token -d 'bearer tokens for programs'`)
  expect(fish).toMatch(/-n "__spotdeck_at 'gateway'" -l role -x -a 'all ingest edge' -d '/)
  expect(fish).toMatch(/-n "__spotdeck_at 'gateway'" -l config -r -F -d '/)
})

it('offers the values that the product knows', () => {
  const valuesOf = (path: string, option: string): readonly string[] | undefined =>
    table
      .find((command) => command.path === path)
      ?.options.find(({ word }) => word === option)
      ?.value?.words.map(({ word }) => word)
  expect(valuesOf('tail', '--topics')).toEqual([...durableTopics, ...sampledTopics])
  expect(valuesOf('import', '--kind')).toEqual(importKinds)
  expect(valuesOf('export', '--method')).toEqual(lotMethods)
  expect(valuesOf('token create', '--audience')).toEqual([...audiences, 'metrics'])
  expect(valuesOf('token create', '--role')).toEqual(roles)
})
