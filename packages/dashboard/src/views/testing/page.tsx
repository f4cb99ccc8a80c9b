/** Renders components as the page does: a filled store, REST answers by path, a fixed time in UTC, no network. */

import { MantineProvider } from '@mantine/core'
import type { EquityData, Snapshot } from '@spotdeck/api'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, act } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { MemoryRouter } from 'react-router'
import { onTestFinished } from 'vitest'
import { timeFormat } from '../../format/time.ts'
import { TimeFormatContext } from '../../format/use-time-format.ts'
import { createI18n } from '../../i18n/setup.ts'
import { createApi } from '../../live/api-client.ts'
import { snapshotOf } from '../../live/testing/events.ts'
import { FakeWorld } from '../../live/testing/fake-world.ts'
import { type Language, PreferencesStore } from '../../settings/preferences.ts'
import { ServicesContext } from '../../settings/services.ts'
import { MarketStore } from '../../state/store/market-store.ts'
import { AccountStore } from '../../state/store/store.ts'
import { AccountContext } from '../../state/store/use-account-data.ts'
import { cssVariables, theme } from '../../theme/mantine.ts'
import { markets } from './fixtures.ts'

/** The time on every page of these tests: 31 January 2026, 12:00 UTC. */
export const NOW = Date.UTC(2026, 0, 31, 12)
/** A wide page, on which no column gives way. */
const WIDE_PX = 2_000
const TALL_PX = 1_200
/** Turns of the event loop after which a page that still loads counts as stuck. */
const MAX_TURNS = 500

type Made = (query: URLSearchParams) => object | Promise<object>
type Answer = Error | object | Made
/**
 * REST answers by path under the account (`orders`, `pnl`, …) or under the API's root (`markets`); calls that change something by
 * method and path (`POST orders`). An error is a call that is never answered.
 */
export type Answers = Readonly<Record<string, Answer>>

type Opening = {
  readonly language?: Language
  readonly snapshot?: Partial<Snapshot>
  readonly equity?: EquityData
  readonly answers?: Answers
  readonly trading?: boolean
  readonly widthPx?: number
  readonly path?: string
  /** Text that the browser kept from an earlier visit. */
  readonly stored?: Readonly<Record<string, string>>
  readonly preferences?: Readonly<Record<string, unknown>>
}

/** A rendered component and what a reader finds on it. */
export type OpenPage = {
  readonly root: HTMLElement
  readonly store: AccountStore
  readonly market: MarketStore
  readonly world: FakeWorld
  readonly client: QueryClient
  readonly preferences: PreferencesStore
  /** All text of the document, with each run of white space as one space. */
  readonly text: () => string
  /** Runs `change`, paints the frames that it asked for and waits until nothing loads. */
  readonly update: (change: () => void) => Promise<void>
}

/** Draws `content` and waits until everything that it reads over REST is there. */
export async function openPage(content: ReactNode, opening: Opening = {}): Promise<OpenPage> {
  const { language = 'en', trading = false, path = '/' } = opening
  giveSize(opening.widthPx ?? WIDE_PX)
  const world = new AnsweringWorld(opening.answers ?? {})
  world.time = NOW
  for (const [key, value] of Object.entries(opening.stored ?? {})) world.storage.write(key, value)
  const storage = { read: () => JSON.stringify({ language, zone: 'utc', ...opening.preferences }), write: () => {} }
  const preferences = new PreferencesStore(storage, [language])
  const store = new AccountStore(
    world,
    snapshotOf(1, { time: NOW, equity: opening.equity ?? null, ...opening.snapshot }),
  )
  const market = new MarketStore(world)
  store.setConnection({ phase: 'open', since: NOW, roundTripMs: 4 })
  world.paint()
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Infinity } } })
  const root = document.body.appendChild(document.createElement('div'))
  const drawn = createRoot(root)
  onTestFinished(async () => {
    await act(async () => drawn.unmount())
    client.clear()
    root.remove()
  })
  const settle = () => settled(client)
  await act(async () =>
    drawn.render(
      <ServicesContext value={{ world, api: createApi(world), preferences }}>
        <QueryClientProvider client={client}>
          <I18nextProvider i18n={createI18n(language)}>
            <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
              <TimeFormatContext value={timeFormat('utc', language)}>
                <MemoryRouter initialEntries={[path]}>
                  <AccountContext value={{ account: 'main', trading, store, market }}>{content}</AccountContext>
                </MemoryRouter>
              </TimeFormatContext>
            </MantineProvider>
          </I18nextProvider>
        </QueryClientProvider>
      </ServicesContext>,
    ),
  )
  await settle()
  const update = async (change: () => void) => {
    await act(async () => {
      change()
      world.paint()
    })
    await settle()
  }
  return { root, store, market, world, client, preferences, text: bodyText, update }
}

/** Lets the event loop turn until no query is loading and the page was drawn after the last one. */
async function settled(client: QueryClient): Promise<void> {
  let quiet = 0
  for (let turn = 0; quiet < 5; turn++) {
    if (turn > MAX_TURNS) throw new Error('The page is still loading: answer every path that it reads.')
    await act(async () => new Promise((resolve) => setTimeout(resolve, 0)))
    quiet = client.isFetching() > 0 ? 0 : quiet + 1
  }
}

/** Answers REST from fixtures; a path without one is not found. */
class AnsweringWorld extends FakeWorld {
  readonly #answers: Answers
  constructor(answers: Answers) {
    super()
    this.#answers = { markets: { items: markets, nextCursor: null }, ...answers }
  }

  override fetch = async (path?: string, init?: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(path ?? '', 'http://page')
    const name = pathname.replace('/api/v1/', '').replace('accounts/main/', '')
    const method = init?.method ?? 'GET'
    const answer = this.#answers[method === 'GET' ? name : `${method} ${name}`]
    if (answer instanceof Error) throw answer
    if (answer === undefined) return problem(404, 'NOT_FOUND')
    const body = typeof answer === 'function' ? await (answer as Made)(searchParams) : answer
    return body instanceof Response ? body.clone() : Response.json(body)
  }
}

/** The answer to a call that is refused with `code`. */
export function problem(status: number, code: string): Response {
  return Response.json({ code, params: {} }, { status })
}

/** Text of the whole document, its style sheets aside. */
function bodyText(): string {
  const copy = document.body.cloneNode(true) as HTMLElement
  copy.querySelectorAll('style').forEach((style) => style.remove())
  return wordsOf(copy)
}

/** Text of an element, with each run of white space as one space. */
export function wordsOf(element: Element | null): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim()
}

/** Rows of the table named `label`: the text of each cell by the text of its column's head. */
export function tableRows(root: ParentNode, label: string): readonly Readonly<Record<string, string>>[] {
  const table = [...root.querySelectorAll('[role="table"]')].find((one) => one.getAttribute('aria-label') === label)
  if (table === undefined) throw new Error(`There is no table “${label}”.`)
  const heads = [...table.querySelectorAll('[role="columnheader"]')].map(wordsOf)
  const rows = [...table.querySelectorAll('[role="row"][aria-rowindex]')].filter(
    (row) => row.querySelector('[role="cell"]') !== null,
  )
  return rows.map((row) => {
    const cells = [...row.querySelectorAll('[role="cell"]')].map(wordsOf)
    return Object.fromEntries(cells.map((cell, index) => [heads[index] ?? String(index), cell]))
  })
}

/** The terms of every list of terms in `root`, each with the text of its first description. */
export function terms(root: ParentNode): Readonly<Record<string, string>> {
  const names = [...root.querySelectorAll('dt')]
  return Object.fromEntries(names.map((name) => [wordsOf(name), wordsOf(name.nextElementSibling)]))
}

/** Gives every element a size: without a browser nothing is laid out, and tables measure themselves. */
function giveSize(widthPx: number): void {
  const sizes = { clientWidth: widthPx, offsetWidth: widthPx, clientHeight: TALL_PX, offsetHeight: TALL_PX }
  for (const [name, px] of Object.entries(sizes)) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => px })
  }
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })
}
