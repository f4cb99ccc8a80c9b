// `npm run docs:api [-- FOLDER]`: writes the libraries' reference, one page per export, from their docstrings into docs/reference
// or FOLDER. Fails for a function or class without a docstring and for a broken link. With --check it writes nothing that stays.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Application, ReflectionKind } from 'typedoc'
import { fail, root } from './lib/steps.mjs'

const USAGE = 'npm run docs:api [-- FOLDER]      npm run docs:api -- --check'

function readArguments() {
  const options = { help: { type: 'boolean' }, check: { type: 'boolean' } }
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    if (positionals.length > 1) fail(`One folder at most. ${USAGE}`)
    return { ...values, folder: positionals[0] }
  } catch (error) {
    return fail(`${error.message} ${USAGE}`)
  }
}

const { help, check, folder } = readArguments()
if (help) {
  process.stdout.write(`${USAGE}\n`)
  process.exit(0)
}
const temporary = check ? mkdtempSync(join(tmpdir(), 'spotdeck-reference-')) : undefined
const out = temporary ?? folder ?? join(root, 'docs/reference')
process.on('exit', () => {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true })
})

const source = (path) => join(root, 'packages', path)
const app = await Application.bootstrapWithPlugins({
  entryPoints: [
    source('mexc/src/index.ts'),
    source('mexc/src/node/index.ts'),
    source('mexc/src/web/index.ts'),
    source('mexc/src/ccxt/index.ts'),
    source('wire/src/index.ts'),
    source('exact/src/index.ts'),
    source('ports/src/index.ts'),
    source('ports/src/node/index.ts'),
    source('ports/src/web/index.ts'),
    source('ports/src/virtual/index.ts'),
  ],
  tsconfig: join(root, 'scripts/docs-api.tsconfig.json'),
  plugin: ['typedoc-plugin-markdown'],
  name: 'Spotdeck libraries',
  basePath: join(root, 'packages'),
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  preservedTypeAnnotationTags: ['@throws'],
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
  outputs: [{ name: 'markdown', path: out }],
})
const project = await app.convert()
if (project === undefined) process.exit(1)
app.validate(project)
nameErrors(project)
for (const name of undocumented(project)) app.logger.error(`${name} has no docstring`)
await app.generateOutputs(project)
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1)
if (check && !readFileSync(join(out, 'mexc/src/functions/placeOrder.md'), 'utf8').includes('OrderOutcomeUnknown')) {
  fail('The reference of placeOrder does not name its errors: see its @throws tags.')
}

function undocumented(reflections) {
  const said = (reflection) =>
    reflection.hasComment() || reflection.signatures?.some((signature) => signature.hasComment()) === true
  const kinds = ReflectionKind.Function | ReflectionKind.Class | ReflectionKind.Interface | ReflectionKind.Method
  return reflections
    .getReflectionsByKind(kinds)
    .filter((reflection) => !said(reflection) && !reflection.flags.isInherited && reflection.parent !== undefined)
    .map((reflection) => reflection.getFullName())
}

/** Writes the type in braces after `@throws` into the text, because the pages leave it out. */
function nameErrors({ reflections }) {
  for (const { comment } of Object.values(reflections)) {
    for (const { typeAnnotation, content } of comment?.blockTags ?? []) {
      const name = typeAnnotation?.replace(/^\{|\}$/g, '')
      if (name !== undefined) content.unshift({ kind: 'code', text: `\`${name}\`` }, { kind: 'text', text: ' ' })
    }
  }
}
