// `npm start` installs what ships and nothing else, and compiles: every file that is compiled must find its imports there.
// Test helpers that import a development package are therefore kept out by their package's tsconfig.build.json.

import { relative } from 'node:path'
import ts from 'typescript'
import { table } from './imports.mjs'
import { read } from './files.mjs'

export function* checkShipped() {
  for (const name of Object.keys(table)) {
    const { dependencies = {} } = JSON.parse(read(`packages/${name}/package.json`))
    for (const file of compiledFiles(`packages/${name}/tsconfig.build.json`)) {
      for (const { fileName: target } of ts.preProcessFile(read(file)).importedFiles) {
        const wanted = packageOf(target)
        if (wanted !== undefined && !(wanted in dependencies))
          yield `${file}: ${wanted} does not ship with ${name}, so npm start cannot compile this: exclude the file in tsconfig.build.json or list the dependency`
      }
    }
  }
}

function compiledFiles(config) {
  const host = {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(String(messageText))
    },
  }
  return ts.getParsedCommandLineOfConfigFile(config, {}, host).fileNames.map((file) => relative(process.cwd(), file))
}

/** `@scope/name/inner` belongs to `@scope/name`; Node's own modules and relative files to no package. */
function packageOf(target) {
  if (target.startsWith('.') || target.startsWith('node:')) return undefined
  return target.split('/', target.startsWith('@') ? 2 : 1).join('/')
}
