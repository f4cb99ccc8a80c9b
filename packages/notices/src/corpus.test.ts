import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Fact, factsIn } from './facts.ts'
import { indexMarkets } from './markets.ts'
import { readPages } from './page-text.ts'
import { actLine, type Sample, samplesIn } from './testing/corpus.ts'

const folder = new URL('../corpus/', import.meta.url)
const textOf = (path: string): string => readFileSync(new URL(path, folder), 'utf8')
const markets = indexMarkets(
  [...textOf('markets.txt').matchAll(/(\S+)\/(\S+)/g)].map(([, baseAsset = '', quoteAsset = '']) => ({
    symbol: baseAsset + quoteAsset,
    baseAsset,
    quoteAsset,
  })),
)

/** Samples of a folder of the corpus. `seen` was written before the reader and beside it; nothing is tuned on the others. */
const samplesOf = (part: string): readonly Sample[] =>
  readdirSync(new URL(`${part}/`, folder)).flatMap((file) => samplesIn(textOf(`${part}/${file}`)))

function actsOf(fact: Fact): readonly string[] {
  if (fact.kind === 'maintenance') return [actLine(fact.kind, '', [fact.from, fact.until])]
  const { kind, effectiveAt } = fact
  if (kind === 'endpoint-retired')
    return [...fact.addresses, ...fact.versions].map((name) => actLine(kind, name, [effectiveAt, undefined]))
  return fact.symbols.map((symbol) => actLine(kind, symbol, [effectiveAt, fact.until]))
}

function actsIn({ text }: Sample, index = markets): readonly string[] {
  const facts = readPages(text).flatMap((page) => factsIn(page, index))
  return [...new Set(facts.flatMap(actsOf))].sort()
}

describe('announcements in other words', () => {
  it.each(['seen', 'unseen', 'later'])('state the acts that people read in them: %s', (part) => {
    const samples = samplesOf(part)
    const results = samples.map((sample) => ({ ...sample, found: actsIn(sample) }))
    const wrong = results.flatMap(({ name, acts, found }) =>
      found.filter((act) => !acts.includes(act)).map((act) => `${name}: ${act}`),
    )
    const missed = results.flatMap(({ name, acts, found }) =>
      acts.filter((act) => !found.includes(act)).map((act) => `${name}: ${act}`),
    )
    const said = results.flatMap(({ found }) => found).length
    const expected = samples.flatMap(({ acts }) => acts).length
    const [precision, recall] = [1 - wrong.length / said, 1 - missed.length / expected]
    process.stdout.write(
      `${part}: ${samples.length} announcements, ${expected} acts, precision ${(precision * 100).toFixed(1)} %, recall ${(recall * 100).toFixed(1)} %\n`,
    )
    expect(wrong).toEqual([])
    expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.9)
  })

  it('are at least 60, with every kind of act and a third of them apart', () => {
    const parts = ['seen', 'unseen', 'later'].map(samplesOf)
    const kinds = parts.flat().flatMap(({ acts }) => acts.map((act) => act.split(' ')[0]))
    expect(parts.flat().length).toBeGreaterThanOrEqual(60)
    expect(new Set(parts.flat().map(({ name }) => name)).size).toBe(parts.flat().length)
    expect(new Set(kinds).size).toBe(5)
  })

  it('state no other act where the exchange’s list of markets is not known', () => {
    const none = indexMarkets([])
    for (const part of ['seen', 'unseen', 'later'])
      for (const sample of samplesOf(part)) {
        const bare = (act: string): string => act.split(' ').slice(0, 2).join(' ')
        const known = new Set(sample.acts.map(bare))
        expect([sample.name, actsIn(sample, none).filter((act) => !known.has(bare(act)))]).toEqual([sample.name, []])
      }
  })
})
