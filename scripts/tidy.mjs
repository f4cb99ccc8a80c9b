// `npm run tidy`: checks every structural rule that a tool can hold: imports, layers, cycles, sizes, docstrings, names,
// access to clock and environment, compiled files, engines. Prints each finding with what to do; exits with 1 on one.
// `npm run tidy -- RULE` lists every place that breaks a counted rule.

import { checkDocstrings, checkRelativeDocstrings } from './tidy/docstrings.mjs'
import { checkEngines } from './tidy/engines.mjs'
import { checkGlossary } from './tidy/glossary.mjs'
import { checkImports } from './tidy/imports.mjs'
import { checkIntegrity } from './tidy/integrity.mjs'
import { checkLayers } from './tidy/layers.mjs'
import { checkLongLines } from './tidy/long-lines.mjs'
import { productSources, writtenSources } from './tidy/program.mjs'
import { ratchet } from './tidy/ratchet.mjs'
import { checkCycles, checkFunctions } from './tidy/shapes.mjs'
import { checkMutableFields } from './tidy/mutable-fields.mjs'
import { checkNamedFiles } from './tidy/named-files.mjs'
import { checkShipped } from './tidy/shipped.mjs'
import { checkSources } from './tidy/sources.mjs'
import { checkSpreads } from './tidy/spreads.mjs'

const sources = productSources()
const counted = [
  ...[
    checkFunctions,
    checkCycles,
    checkLayers,
    checkDocstrings,
    checkGlossary,
    checkSpreads,
    checkMutableFields,
  ].flatMap((check) => [...check(sources)]),
  ...checkRelativeDocstrings(writtenSources()),
  ...checkLongLines(),
]
const [asked] = process.argv.slice(2)
if (asked !== undefined) {
  for (const { rule, text } of counted) if (rule === asked) process.stdout.write(`${text}\n`)
  process.exit(0)
}
const findings = [
  ...checkImports(),
  ...checkShipped(),
  ...checkSources(),
  ...checkEngines(),
  ...checkIntegrity(),
  ...checkNamedFiles(),
  ...ratchet(counted),
]
for (const finding of findings) process.stderr.write(`${finding}\n`)
process.stdout.write(findings.length === 0 ? 'tidy: nothing found\n' : `tidy: ${findings.length} findings\n`)
process.exit(findings.length === 0 ? 0 : 1)
