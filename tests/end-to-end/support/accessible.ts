/** Checks a page for accessibility barriers. */

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * Findings of axe as text. It runs over the debugger, past the page's policy, which stays on. A picture half-way through a
 * transition is not what is judged: what was found is looked for again once every animation has ended.
 */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const found = await violations(page)
  if (found.length === 0) return found
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
    return Promise.allSettled(ending.map((one) => one.finished)).then(() => undefined)
  })
  return violations(page)
}

const violations = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run: (root: unknown, options: object) => Promise<AxeResult> } }).axe
    type AxeResult = { violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }
    // Rows of a table are made alike: the first three speak for all.
    const parts = { include: [['html']], exclude: [['tbody tr:nth-child(n+4)']] }
    const { violations } = await run.run(parts, { resultTypes: ['violations'], preload: false })
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary ?? ''}`)
  })
