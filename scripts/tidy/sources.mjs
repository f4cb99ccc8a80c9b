// Sizes, names, comments, and leaks of the world into code that must be given its clock, dice and environment.

import { isGenerated, isTest, read, trackedFiles } from './files.mjs'

const MAX_LINES = 400
const bannedNames = /(^|\/)(utils?|helpers?|common|misc|shared)(\.tsx?$|\/)/
const worldLeaks =
  /\b(Date\.now\(|new Date\(\)|Math\.random\(|process\.env\b|performance\.now\(|setTimeout\(|setInterval\(|setImmediate\()/
const mayTouchTheWorld = /^packages\/((cli|dashboard|ports\/src\/(node|web|virtual))\/|sandbox\/src\/bin\.ts$)/
const bannedTypes = /@ts-ignore|@ts-nocheck|\bas any\b|: any\b|(?:es|ox)lint-disable/
const formatterOff = /(?:prettier|oxfmt)-ignore/
const narrowed = /\b(it|test|describe)\.(only|todo)\b/
const unfinished = /\b(TODO|FIXME|XXX|HACK)\b|not implemented|for now\b/i

export function checkSources() {
  const findings = []
  for (const file of trackedFiles()) {
    if (bannedNames.test(file)) findings.push(`${file}: name the file after the one thing it owns`)
    if (!/^(packages|tests|bench|examples)\/.*\.tsx?$/.test(file) || isGenerated(file)) continue
    findings.push(...checkSource(file, read(file)))
  }
  return findings
}

function* checkSource(file, text) {
  const lines = text.split('\n')
  if (lines.length > MAX_LINES)
    yield `${file}: ${lines.length} lines, ${MAX_LINES} at most: which of its ideas can stand alone?`
  if (!isTest(file) && !/^(#!.*\n)?\s*\/[/*]/.test(text))
    yield `${file}: open with a sentence on the idea this file owns`
  for (const [index, line] of lines.entries()) yield* checkLine(`${file}:${index + 1}`, file, line)
}

function* checkLine(place, file, line) {
  const comment = /^\s*(\*|\/\/|\/\*)/.test(line)
  if (bannedTypes.test(comment ? line.replace(/: any\b/g, '') : line))
    yield `${place}: type escape: parse or narrow instead`
  if (formatterOff.test(line)) yield `${place}: formatter switched off: let oxfmt format it`
  if (narrowed.test(line)) yield `${place}: test switched off or narrowed`
  if (unfinished.test(line)) yield `${place}: unfinished by its own words`
  if (isTest(file) || !file.startsWith('packages/') || mayTouchTheWorld.test(file)) return
  if (!comment && worldLeaks.test(line)) yield `${place}: reads the world by itself: take it from @spotdeck/ports`
}
