// docs/sdk-errors.md: every error class of the SDK with its codes, and what each of MEXC's own codes becomes. Read from the
// types and found out by asking the SDK. Needs `npm run build`; `--check` says whether the page is up to date.

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRestClient } from '@spotdeck/mexc'
import { nodeWorld } from '@spotdeck/mexc/node'
import { accountInformation, ERROR_CODES, RETRY_ADVICE } from '@spotdeck/wire'
import ts from 'typescript'
import { root } from './lib/steps.mjs'

const target = join(root, 'docs/sdk-errors.md')

/** The exported error classes with their docstrings and the values of `code`. */
function classes() {
  const entry = join(root, 'packages/mexc/dist/index.d.ts')
  const module = ts.ModuleKind.NodeNext
  const program = ts.createProgram([entry], {
    module,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
  })
  const checker = program.getTypeChecker()
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(entry)))
  const listed = exported.flatMap((symbol) => {
    const found = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
    if (!(found.flags & ts.SymbolFlags.Class)) return []
    const type = checker.getDeclaredTypeOfSymbol(found)
    const code = type.getProperty('code')
    if (code === undefined || type.getProperty('advice') === undefined) return []
    const codes = checker.getTypeOfSymbol(code)
    const values = (codes.isUnion() ? codes.types : [codes]).flatMap((one) =>
      one.isStringLiteral() ? [one.value] : [],
    )
    const base = checker.getBaseTypes(type)[0]?.symbol.name ?? ''
    const words = ts.displayPartsToString(found.getDocumentationComment(checker)).replaceAll(/\s+/g, ' ')
    return [{ name: found.name, base, codes: values, words }]
  })
  // A class's type allows the codes of its subclasses; each is listed with the class that has it.
  return listed.map((one) => {
    const inherited = listed.filter(({ base }) => base === one.name).flatMap(({ codes }) => codes)
    return { ...one, codes: one.codes.filter((code) => !inherited.includes(code)) }
  })
}

/** Returns the SDK's error for a refusal with this code. */
async function thrownFor({ code, status, text }) {
  const answer = {
    status: status >= 500 ? 400 : status,
    headers: {},
    body: JSON.stringify({ code, msg: text ?? 'refused' }),
  }
  const fetch = async ({ url }) =>
    url.includes('/api/v3/time')
      ? { status: 200, headers: {}, body: JSON.stringify({ serverTime: Date.now() }) }
      : answer
  // Full jitter of a die that always shows nothing: pauses between attempts last no time.
  const real = nodeWorld()
  const world = { ...real, random: { ...real.random, next: () => 0 }, fetch }
  const rest = createRestClient({
    baseUrl: 'https://mexc.example',
    credentials: { apiKey: 'key', secret: 'secret' },
    world,
  })
  return rest.call(accountInformation, {}, { withinMs: 9_000 }).then(
    () => ({ name: '(none)', code: '' }),
    ({ name, code: known }) => ({ name, code: known }),
  )
}

async function page() {
  const cell = (text) => text.replaceAll('|', '\\|')
  const lines = [
    '# Errors of the SDK',
    '',
    'Made by `node scripts/generate-sdk-errors.mjs`; do not edit. Every error has `code`, `message`, `advice` (the next step, for a',
    'person) and, where MEXC answered, `exchangeCode`, `exchangeMessage`, `endpoint` and `httpStatus`. None ever holds a key, a',
    'secret, a signature or a listen key.',
    '',
    '| class | is a | `code` | meaning |',
    '| --- | --- | --- | --- |',
    ...classes().map(({ name, base, codes, words }) => {
      const shown = codes.length === 0 ? 'see its subclasses' : codes.map((code) => `\`${code}\``).join(' ')
      return `| \`${name}\` | \`${base}\` | ${shown} | ${cell(words)} |`
    }),
    '',
    '## What MEXC’s codes become',
    '',
    'All 93 rows of MEXC’s list stand here, in its words; a code that the list lacks was seen in answers.',
    '',
    '| MEXC | its text | meaning | error | what to do |',
    '| --- | --- | --- | --- | --- |',
  ]
  for (const entry of ERROR_CODES) {
    const { name, code } = await thrownFor(entry)
    const advice = RETRY_ADVICE[entry.retry]
    for (const text of entry.printed.length === 0 ? ['(not in the list)'] : entry.printed)
      lines.push(`| ${entry.code} | ${cell(text)} | ${cell(entry.meaning)} | \`${name}\` \`${code}\` | ${advice} |`)
  }
  lines.push(
    '',
    'On a call that must not be repeated (an order, a withdrawal, a transfer) an open outcome is `OrderOutcomeUnknown`.',
    '',
  )
  return lines.join('\n')
}

const text = await page()
if (process.argv.includes('--check')) {
  const current = existsSync(target) && readFileSync(target, 'utf8') === text
  if (!current) process.stderr.write('docs/sdk-errors.md is out of date: run node scripts/generate-sdk-errors.mjs\n')
  process.exit(current ? 0 : 1)
}
writeFileSync(target, text)
