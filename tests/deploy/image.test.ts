/** The image: judged by the language server's linter, and held to what the manifests rely on. */

import { existsSync } from 'node:fs'
import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { expect, test } from 'vitest'
import { root, text } from './files.ts'

const dockerfile = text('Dockerfile')
const instructions = DockerfileParser.parse(dockerfile).getInstructions()
const argumentsOf = (name: string): readonly string[] =>
  instructions
    .filter((instruction) => instruction.getInstruction() === name)
    .map((instruction) => instruction.getArgumentsContent() ?? '')

test('the Dockerfile has no finding', () => {
  expect(validate(dockerfile).map(({ message, range }) => ({ message, line: range.start.line + 1 }))).toEqual([])
})

test('the image runs as a user that is no name and not root, on a pinned line of Node', () => {
  expect(argumentsOf('USER')).toEqual(['10001:10001'])
  for (const from of argumentsOf('FROM')) expect(from).toMatch(/^node:\d+-\w+-slim(?:@sha256:\w{64})?(?: AS build)?$/)
})

test('everything that is copied into the image exists and is not left out of its context', () => {
  const kept = text('../.dockerignore')
  for (const copy of argumentsOf('COPY').filter((copied) => !/^(?:\/app|\.) /.test(copied))) {
    const [source = ''] = copy.split(' ')
    expect(existsSync(`${root}/${source}`), source).toBe(true)
    expect(kept).toContain(`\n!${source}\n`)
  }
  expect(kept.split('\n')).toContain('*')
})

test('the commands of the image are run by the check of the packages', () => {
  const [command] = argumentsOf('RUN')
  expect(command).toBe('node scripts/assemble.mjs /app')
  expect(text('../scripts/check-deploy.mjs')).toContain("'scripts/assemble.mjs'")
  expect(argumentsOf('HEALTHCHECK').join()).toContain('CMD ["node", "/app/health.mjs"]')
})

type Images = {
  readonly IMAGE_FILES: readonly string[]
  readonly imagesIn: (text: string) => readonly string[]
  readonly isPinned: (name: string) => boolean
  readonly pinned: (text: string, digestOf: (tag: string) => string) => string
}
const images = new URL('../../scripts/lib/images.mjs', import.meta.url).href
const { IMAGE_FILES, imagesIn, isPinned, pinned } = (await import(images)) as Images

test('an image by tag, which somebody can move, is refused for a release until its digest is written', () => {
  const digest = `sha256:${'a'.repeat(64)}`
  const files = IMAGE_FILES.map((file) => text(`../${file}`))
  expect(files.map((file) => imagesIn(file).map((name) => name.split('@')[0]))).toEqual([
    ['node:22-bookworm-slim'],
    ['redis:7.4-alpine', 'postgres:15-alpine', 'prom/prometheus:v3.5.0', 'grafana/grafana:12.1.0'],
  ])
  const written = files.map((file) => pinned(file, () => digest))
  expect(written.flatMap(imagesIn).filter((name) => !isPinned(name))).toEqual([])
  expect(written.map((file) => pinned(file, () => digest))).toEqual(written)
  expect(written.join('').replaceAll(`@${digest}`, '')).toBe(files.join('').replaceAll(/@sha256:\w{64}/g, ''))
  expect(isPinned('node:22')).toBe(false)
  expect(text('../scripts/check-deploy.mjs')).toContain("'--release'")
})
