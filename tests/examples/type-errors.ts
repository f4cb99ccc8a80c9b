/** Programs as TypeScript's strictest reader takes them: with the types that the built packages have for their users. */

import ts from 'typescript'

const { NodeNext } = ts.ModuleKind
const OPTIONS: ts.CompilerOptions = {
  strict: true,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  target: ts.ScriptTarget.ES2023,
  module: NodeNext,
  types: ['node'],
}

/** Declarations of libraries and packages, parsed once for all programs of this process. */
const declarations = new Map<string, ts.SourceFile | undefined>()

/** Returns the compiler's errors for `files`, texts by path, whether they are on the disk or not; JavaScript is checked too. */
export function typeErrors(files: ReadonlyMap<string, string>): readonly string[] {
  const host = ts.createCompilerHost(OPTIONS)
  const onDisk = { read: host.readFile.bind(host), exists: host.fileExists.bind(host) }
  host.fileExists = (path) => files.has(path) || onDisk.exists(path)
  host.readFile = (path) => files.get(path) ?? onDisk.read(path)
  const parse = host.getSourceFile.bind(host)
  host.getSourceFile = (path, ...how) => {
    if (!path.endsWith('.d.ts')) return parse(path, ...how)
    if (!declarations.has(path)) declarations.set(path, parse(path, ...how))
    return declarations.get(path)
  }
  const program = ts.createProgram([...files.keys()], OPTIONS, host)
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file?.text.slice(file.text.lastIndexOf('\n', start) + 1).split('\n')[0] ?? ''
    return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')} (${line.trim()})`
  })
}
