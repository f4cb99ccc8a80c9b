// `npm run docs:api`: the reference of the libraries, one page an export, made from their docstrings into docs/reference, or
// into the folder that is named. Fails for a function or a class without a docstring, and for a link that leads nowhere.

import { join } from 'node:path'
import { Application, ReflectionKind } from 'typedoc'
import { root } from './lib/steps.mjs'

const source = (path) => join(root, 'packages', path)
const app = await Application.bootstrapWithPlugins({
  entryPoints: [
    source('mexc/src/index.ts'),
    source('mexc/src/node/index.ts'),
    source('mexc/src/web/index.ts'),
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
  outputs: [{ name: 'markdown', path: process.argv[2] ?? join(root, 'docs/reference') }],
})
const project = await app.convert()
if (project === undefined) process.exit(1)
app.validate(project)
nameErrors(project)
for (const name of undocumented(project)) app.logger.error(`${name} has no docstring`)
await app.generateOutputs(project)
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1)

function undocumented(reflections) {
  const said = (reflection) =>
    reflection.hasComment() || reflection.signatures?.some((signature) => signature.hasComment()) === true
  const kinds = ReflectionKind.Function | ReflectionKind.Class | ReflectionKind.Interface | ReflectionKind.Method
  return reflections
    .getReflectionsByKind(kinds)
    .filter((reflection) => !said(reflection) && !reflection.flags.isInherited && reflection.parent !== undefined)
    .map((reflection) => reflection.getFullName())
}

/** What follows `@throws` in braces is a type, which the pages leave out: it is written into their text. */
function nameErrors({ reflections }) {
  for (const { comment } of Object.values(reflections)) {
    for (const { typeAnnotation, content } of comment?.blockTags ?? []) {
      const name = typeAnnotation?.replace(/^\{|\}$/g, '')
      if (name !== undefined) content.unshift({ kind: 'code', text: `\`${name}\`` }, { kind: 'text', text: ' ' })
    }
  }
}
