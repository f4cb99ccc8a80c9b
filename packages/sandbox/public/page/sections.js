/** Sections of the page that show the exchange's state. */

/** @import { PanelState } from '../../src/control/routes/page.ts' */
/** @import { AccountTruth } from '../../src/control/call/truth.ts' */
/** @import { Choice } from './dom.js' */
/** @import { Word } from './language.js' */

import { at, button, checkbox, fill, fillMenu, group, marked, menu, write } from './dom.js'
import { locale, named, t } from './language.js'
import { act, readAgain, show } from './panel.js'

/** API key of the account whose data is shown. */
export const shown = { apiKey: '' }

const form = (/** @type {string} */ id) => at(id, HTMLFormElement)
const clockText = (/** @type {number} */ time) => new Date(time).toISOString().slice(11, 19)
/** Hours, minutes and seconds. */
const spanText = (/** @type {number} */ ms) => {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const two = (/** @type {number} */ count) => String(count).padStart(2, '0')
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}
/** @type {(text: string) => Choice} */
const plain = (text) => [text, text]

/** @param {PanelState} state */
export function showState(state) {
  const { clock, connections, symbols, accounts } = state
  const pace = clock.paused
    ? t('clock.paused')
    : clock.rate === 1
      ? t('clock.running')
      : t('clock.speed', { rate: clock.rate })
  write('clock', `${new Date(clock.time).toISOString().replace('T', ' ').slice(0, 19)} UTC · ${pace}`)
  showFeed(state)
  fillMenu(
    form('fault-form'),
    'kind',
    state.faultKinds.map((kind) => [kind, `${named(`fault.${kind}`, kind)} (${kind})`]),
  )
  for (const id of ['price-form', 'book-form'])
    fillMenu(
      form(id),
      'symbol',
      symbols.map(({ symbol }) => plain(symbol)),
    )
  const valid = accounts.filter(({ status }) => status !== 'DELETE')
  fillMenu(
    form('deposit-form'),
    'apiKey',
    valid.map(({ apiKey }) => plain(apiKey)),
  )
  const owners = [...new Set(valid.map(({ account }) => account))]
  fillMenu(form('key-form'), 'account', [['', t('accounts.newOwner')], ...owners.map(plain)])
  fillMenu(form('key-form'), 'rights', [
    ['all', t('accounts.allRights')],
    ['read', t('accounts.readOnly')],
  ])
  showAccounts(state)
  showSymbols(state)
  showStreams(state)
  showFaults(state)
  showScenario(state)
  showChoices(state)
  write('venue-counts', t('venue.counts', state.venue))
  const count = connections === 1 ? t('oneConnection') : t('connections', { n: connections })
  show(connections === 0 ? t('noConnections') : count)
}

/**
 * The recording or the mirrored host: its name, position and speed, and the symbols that are halted.
 * @param {Pick<PanelState, 'feed' | 'clock'>} state
 */
function showFeed({ feed, clock }) {
  at('feed', HTMLElement).hidden = feed === undefined
  if (feed === undefined) return
  const { kind, source, startAt, endsAt = clock.time, ended, halted } = feed
  const name = source.split(/[\\/]/).at(-1) ?? source
  const lengthMs = endsAt - startAt
  const values = {
    name: kind === 'replay' ? name : source,
    position: spanText(Math.min(clock.time - startAt, lengthMs)),
    length: spanText(lengthMs),
    rate: clock.rate,
  }
  const parts = [t(kind === 'replay' ? 'feed.replay' : 'feed.mirror', values)]
  if (ended) parts.push(t('feed.ended'))
  for (const [symbol, why] of Object.entries(halted)) parts.push(t('feed.halted', { symbol, why }))
  write('feed', parts.join(' · '))
}

/** @param {Pick<PanelState, 'accounts' | 'permissions'>} state */
function showAccounts({ accounts, permissions }) {
  const rows = accounts.map((key) => {
    const { apiKey, status, ipWhiteList } = key
    const rights = key.permissions.length >= permissions.length ? t('accounts.all') : key.permissions.join(', ')
    return [
      apiKey,
      key.account,
      marked(t(/** @type {Word} */ (`key.${status}`)), status === 'VALID' ? 'good' : 'warn'),
      [rights, ...ipWhiteList].join(' · '),
      String(key.openOrders),
      keyButtons(apiKey, status),
    ]
  })
  const heads = [
    t('accounts.key'),
    t('accounts.account'),
    t('accounts.status'),
    t('accounts.rights'),
    t('accounts.open'),
    '',
  ]
  fill('accounts', heads, rows)
}

/**
 * @param {string} apiKey
 * @param {'VALID' | 'FROZEN' | 'DELETE'} status
 */
function keyButtons(apiKey, status) {
  const data = button(t('accounts.show'), () => {
    shown.apiKey = apiKey
    at('truth-title', HTMLElement).scrollIntoView()
    void readAgain()
  })
  if (status === 'DELETE') return group(data)
  const isFrozen = status === 'FROZEN'
  const freeze = button(t(isFrozen ? 'accounts.unfreeze' : 'accounts.freeze'), () => {
    void act('POST', `accounts/${apiKey}/${isFrozen ? 'unfreeze' : 'freeze'}`)
  })
  const revoke = button(t('accounts.revoke'), () => {
    if (confirm(t('accounts.confirmRevoke', { apiKey }))) void act('DELETE', `accounts/${apiKey}`)
  })
  return group(data, freeze, revoke)
}

/** @param {Pick<PanelState, 'symbols'>} state */
function showSymbols({ symbols }) {
  /** @type {readonly Choice[]} */
  const statuses = [
    ['online', t('market.online')],
    ['paused', t('market.paused')],
    ['offline', t('market.offline')],
  ]
  const rows = symbols.map(({ symbol, lastPrice, status, apiTrading }) => {
    const path = `symbols/${encodeURIComponent(symbol)}`
    return [
      symbol,
      lastPrice,
      menu(t('market.statusOf', { symbol }), statuses, status, (choice) => void act('POST', path, { status: choice })),
      checkbox(apiTrading, 'API', (isOn) => void act('POST', path, { apiTrading: isOn })),
    ]
  })
  fill('symbols', [t('symbol'), t('market.last'), t('status'), t('market.api')], rows)
}

/** @param {Pick<PanelState, 'open'>} state */
function showStreams({ open }) {
  const rows = open.map(({ connection, since, apiKeys, channels }) => [
    String(connection),
    clockText(since),
    apiKeys.join(', ') || t('streams.public'),
    channels.join('\n'),
  ])
  const heads = [t('streams.number'), t('streams.since'), t('streams.keys'), t('streams.channels')]
  fill('streams', heads, rows, t('streams.none'))
}

/** @param {Pick<PanelState, 'faults'>} state */
function showFaults({ faults }) {
  const rows = faults.map((fault) => [
    named(`fault.${fault.kind}`, fault.kind),
    Object.entries(fault.target)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ') || t('faults.everywhere'),
    String(fault.probability),
    fault.endsAt === undefined ? t('faults.untilOff') : clockText(fault.endsAt),
    button(t('faults.off'), () => void act('DELETE', `faults/${fault.id}`)),
  ])
  const heads = [t('faults.kind'), t('faults.target'), t('faults.probability'), t('faults.until'), '']
  fill('faults', heads, rows, t('faults.none'))
}

/** @param {Pick<PanelState, 'scenario'>} state */
function showScenario({ scenario }) {
  if (scenario === null) {
    write('scenario-state', t('scenario.none'))
    return fill('scenario', [], [])
  }
  const { steps, startedAt } = scenario
  const done = steps.filter(({ state }) => state === 'done').length
  const name = scenario.name ?? t('scenario.unnamed')
  write('scenario-state', t('scenario.state', { name, done, all: steps.length, time: clockText(startedAt) }))
  const rows = steps.map(({ atMs, do: what, state, message }) => [
    String(atMs / 1000),
    what,
    marked(t(/** @type {Word} */ (`scenario.${state}`)), state === 'failed' ? 'warn' : 'dim'),
    message,
  ])
  fill('scenario', [t('scenario.at'), t('scenario.step'), t('status'), t('scenario.message')], rows)
}

/** @param {Pick<PanelState, 'drift' | 'switches'>} state */
function showChoices({ drift, switches }) {
  const items = Object.entries(drift).map(([name, { on, what }]) => {
    const item = document.createElement('li')
    item.append(checkbox(on, named(`drift.${name}`, what), (isOn) => void act('POST', 'drift', { [name]: isOn })))
    return item
  })
  at('drift', HTMLElement).replaceChildren(...items)
  const rows = Object.entries(switches).map(([name, { choices, chosen, what }]) => [
    name,
    menu(name, choices.map(plain), chosen, (choice) => void act('POST', 'switches', { [name]: choice })),
    named(`switch.${name}`, what),
  ])
  fill('switches', [t('switches.name'), t('switches.choice'), t('switches.what')], rows)
}

/** @param {AccountTruth} truth */
export function showTruth({ balances, orders, deals }) {
  write('truth-of', t('truth.of', { apiKey: shown.apiKey, orders: orders.length, deals: deals.length }))
  const holdings = Object.entries(balances).map(([asset, { free, locked }]) => [asset, free, locked])
  fill('truth-balances', [t('asset'), t('free'), t('locked')], holdings)
  const rows = orders
    .slice(-20)
    .reverse()
    .map((order) => [
      order.orderId,
      order.symbol,
      marked(t(order.side === 'BUY' ? 'book.buy' : 'book.sell'), order.side === 'BUY' ? 'up' : 'down'),
      order.type,
      order.price,
      order.quantity,
      order.executedQuantity,
      order.status,
    ])
  const heads = [t('order'), t('symbol'), t('side'), t('type'), t('price'), t('quantity'), t('executed'), t('status')]
  fill('truth-orders', heads, rows)
}

/** @typedef {{ readonly price: string, readonly quantity: string }} Level */
/** @typedef {Level & { readonly takerSide: 'BUY' | 'SELL', readonly time: number }} Print */

/** @param {{ readonly version: number, readonly bids: Level[], readonly asks: Level[], readonly trades: Print[] }} book */
export function showBook({ version, bids, asks, trades }) {
  write('book-version', t('book.version', { version: version.toLocaleString(locale()) }))
  const levels = Array.from({ length: Math.max(bids.length, asks.length) }, (_, n) => [
    bids[n]?.quantity ?? '',
    marked(bids[n]?.price ?? '', 'up number'),
    marked(asks[n]?.price ?? '', 'down number'),
    asks[n]?.quantity ?? '',
  ])
  fill('book', [t('quantity'), t('book.bid'), t('book.ask'), t('quantity')], levels)
  const prints = trades.map(({ price, quantity, takerSide, time }) => [
    clockText(time),
    marked(t(takerSide === 'BUY' ? 'book.buy' : 'book.sell'), takerSide === 'BUY' ? 'up' : 'down'),
    price,
    quantity,
  ])
  fill('tape', [t('time'), t('side'), t('price'), t('quantity')], prints, t('book.empty'))
}

/** @typedef {{ n: number, at: number, kind: string, connection?: number, method?: string, path?: string, parameters?: Record<string, string>, outcome?: string, status?: number, code?: number, answer?: string, text?: string, withListenKey?: boolean, by?: string, push?: { channel: string } }} Entry */

/** @param {readonly Entry[]} entries oldest first */
export function showJournal(entries) {
  const rows = [...entries].reverse().map((entry) => {
    const { at: time, kind, connection, method = '', path = '', parameters = {} } = entry
    const asked = Object.entries(parameters).map(([name, value]) => `${name}=${value}`)
    const what =
      kind === 'call' ? `${method} ${path.replace('/api/v3/', '')} ${asked.join(' ')}` : `#${connection ?? ''}`
    const answer = kind === 'call' ? `${entry.status ?? entry.outcome ?? ''} ${entry.answer ?? ''}` : sentOf(entry)
    return [clockText(time), t(/** @type {Word} */ (`journal.${kind}`)), what.slice(0, 160), answer.slice(0, 160)]
  })
  const heads = [t('time'), t('journal.kind'), t('journal.what'), t('journal.answer')]
  fill('journal', heads, rows, t('journal.none'))
}

/** @param {Entry} entry */
function sentOf({ text, push, by, code }) {
  return text ?? push?.channel ?? [by, code].filter((part) => part !== undefined).join(' ')
}
