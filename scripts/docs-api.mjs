// `npm run docs:api`: the reference of the libraries, one page an export, made from their docstrings into docs/reference.

import { join } from 'node:path'
import { Application } from 'typedoc'
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
  tsconfig: join(root, 'tsconfig.tests.json'),
  plugin: ['typedoc-plugin-markdown'],
  name: 'Spotdeck libraries',
  basePath: join(root, 'packages'),
  readme: 'none',
  disableSources: true,
  excludePrivate: true,
  validation: { notExported: false, invalidLink: true, notDocumented: false },
  treatWarningsAsErrors: true,
  logLevel: 'Warn',
  outputs: [{ name: 'markdown', path: join(root, 'docs/reference') }],
})
const project = await app.convert()
if (project === undefined) process.exit(1)
app.validate(project)
await app.generateOutputs(project)
if (app.logger.hasErrors() || app.logger.hasWarnings()) process.exit(1)
