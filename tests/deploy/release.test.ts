/** The release: its workflow, by GitHub's own parser, and the manifests that it fills. */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type * as Parser from '@actions/workflow-parser'
import { build } from 'vite'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { root } from './files.ts'

const content = readFileSync(`${root}/.github/workflows/release.yml`, 'utf8')
type Step = { readonly uses?: string; readonly run?: string }
type Job = { readonly permissions?: Readonly<Record<string, string>>; readonly steps: readonly Step[] }
const workflow = parse(content) as {
  readonly permissions: object
  readonly jobs: Readonly<Record<'build' | 'archive' | 'publish', Job & { readonly needs?: string | string[] }>>
}
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
const { version, scripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
  readonly version: string
  readonly scripts: Readonly<Record<string, string>>
}

/** GitHub's parser, in one file: it imports JSON as only bundlers can. */
async function loadParser(): Promise<typeof Parser> {
  const outDir = mkdtempSync(join(tmpdir(), 'spotdeck-parser-'))
  const entry = fileURLToPath(import.meta.resolve('@actions/workflow-parser'))
  const output = { entryFileNames: 'parser.mjs' }
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: { ssr: entry, outDir, emptyOutDir: true, rolldownOptions: { output } },
  })
  return import(pathToFileURL(join(outDir, 'parser.mjs')).href) as Promise<typeof Parser>
}

describe('the workflow of a release', () => {
  it('is one that GitHub accepts', async () => {
    const { NoOperationTraceWriter, convertWorkflowTemplate, parseWorkflow } = await loadParser()
    const parsed = parseWorkflow({ name: 'release.yml', content }, new NoOperationTraceWriter())
    if (parsed.value === undefined) throw new Error('no workflow')
    const template = await convertWorkflowTemplate(parsed.context, parsed.value)
    expect([parsed.context.errors.getErrors(), template.errors ?? []]).toEqual([[], []])
    expect(template.jobs.map(({ id }) => id.value)).toEqual(['build', 'archive', 'publish'])
  })

  it('uses actions by commit, which nobody can move', () => {
    const used = steps.flatMap(({ uses = [] }) => uses)
    expect(used.filter((action) => !/^actions\/[\w-]+@[0-9a-f]{40}$/.test(action))).toEqual([])
  })

  it('names scripts and files that exist', () => {
    const commands = steps.map(({ run = '' }) => run).join('\n')
    const named = [...commands.matchAll(/npm run --silent ([\w:]+)/g)].map(([, name = '']) => name)
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([])
    const files = [...commands.matchAll(/\b(?:scripts|deploy)\/[\w./-]+/g)].map(([file]) => file)
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([])
    expect([named.length, files.length].every((count) => count > 2)).toBe(true)
  })

  it('may write in the job that publishes alone, after the tests', () => {
    const { build, archive, publish } = workflow.jobs
    expect([workflow.permissions, build.permissions, archive.permissions]).toEqual([
      { contents: 'read' },
      undefined,
      undefined,
    ])
    expect(publish.needs).toEqual(['build', 'archive'])
    const order = build.steps.map(({ run = '' }) => run)
    expect(order.indexOf('.ci/run')).toBeGreaterThan(0)
    expect(order.findIndex((run) => run.includes('pack.mjs'))).toBeGreaterThan(order.indexOf('.ci/run'))
    expect(content).not.toContain('secrets.')
  })
})

describe('the manifests of a release', () => {
  const address = 'https://forge.example/me/spotdeck/releases/download/v0'
  const script = join(root, 'scripts/release-manifests.mjs')
  const fill = (...names: readonly string[]): string => {
    const folder = mkdtempSync(join(tmpdir(), 'spotdeck-release-'))
    for (const name of names) writeFileSync(join(folder, name), `bytes of ${name}`)
    execFileSync(process.execPath, [script, folder, address], { stdio: 'pipe' })
    return folder
  }
  const hashOf = (name: string): string => createHash('sha256').update(`bytes of ${name}`).digest('hex')
  const [tarball, program] = [`spotdeck-${version}.tgz`, `spotdeck-${version}-win32-x64.exe`]

  test('Homebrew’s formula names the tarball and its hash; winget’s manifests wait for an executable', () => {
    const folder = fill(tarball)
    expect(readdirSync(folder)).toEqual([tarball, 'spotdeck.rb'].toSorted())
    const formula = readFileSync(join(folder, 'spotdeck.rb'), 'utf8')
    expect(formula).toContain(`url "${address}/${tarball}"`)
    expect(formula).toContain(`sha256 "${hashOf(tarball)}"`)
    expect(formula).toContain('homepage "https://forge.example/me/spotdeck"')
    expect(formula).not.toContain('{{')
    const opened = formula.match(/\bdo\b|^\s*(?:class|def) /gm) ?? []
    expect(formula.match(/^\s*end$/gm)).toHaveLength(opened.length)
  })

  test('winget’s three manifests agree, and name the executable and its hash', () => {
    const folder = fill(tarball, program)
    const manifests = readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>)
    expect(manifests.map(({ ManifestType }) => ManifestType).toSorted()).toEqual([
      'defaultLocale',
      'installer',
      'version',
    ])
    for (const manifest of manifests)
      expect(manifest).toMatchObject({
        PackageIdentifier: 'Spotdeck.Spotdeck',
        PackageVersion: version,
        ManifestVersion: '1.6.0',
      })
    expect(manifests.find(({ Installers }) => Installers !== undefined)?.['Installers']).toEqual([
      { Architecture: 'x64', InstallerUrl: `${address}/${program}`, InstallerSha256: hashOf(program).toUpperCase() },
    ])
  })

  test('without the tarball there is no formula, and the script says how to make it', () => {
    expect(() => fill()).toThrow(/node scripts\/pack\.mjs spotdeck/)
  })
})
