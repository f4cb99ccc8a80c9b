// The control panel's page: reads the state every second and sends the user's actions. It loads no library.

import { at, filled, fillMenu, onSubmit, reveal } from './page/dom.js'
import { showTheme, t, turnLanguage, turnTheme, writeTexts } from './page/language.js'
import { act, call, messageOf, onAction, parsed, show } from './page/panel.js'
import { showBook, showJournal, showState, showTruth, shown } from './page/sections.js'

const JOURNAL_ROWS = 40
const SCENARIO_EXAMPLE = {
  steps: [
    { atMs: 0, do: 'price', symbol: 'MXUSDT', percent: -8, overMs: 30_000 },
    {
      atMs: 1_000,
      do: 'react',
      then: [
        { afterMs: 500, fill: 0.5 },
        { afterMs: 2_000, cancel: true },
      ],
    },
    { atMs: 60_000, do: 'fault-preset', preset: 'realistic', durationMs: 60_000 },
  ],
}
const VENUE_EXAMPLE = { symbols: [{ baseAsset: '币安人生', quoteAsset: 'USDT', price: '0.25' }] }

const faultForm = at('fault-form', HTMLFormElement)
const journalForm = at('journal-form', HTMLFormElement)

showTheme()
writeTexts()
at('scenario-text', HTMLTextAreaElement).value = JSON.stringify(SCENARIO_EXAMPLE, null, 2)
at('venue-text', HTMLTextAreaElement).value = JSON.stringify(VENUE_EXAMPLE, null, 2)

/** True while the user works with an element that a refresh would replace. */
function isHeld() {
  const active = document.activeElement
  if (active instanceof HTMLInputElement) return active.type === 'checkbox'
  return active instanceof HTMLSelectElement && active.closest('table') !== null
}

/** @param {string} id */
const isNear = (id) => {
  const { top, bottom } = at(id, HTMLElement).getBoundingClientRect()
  return bottom > -200 && top < innerHeight + 200
}

async function readDetails() {
  if (shown.apiKey !== '') showTruth(await call('GET', `accounts/${shown.apiKey}/truth`))
  const symbol = new FormData(at('book-form', HTMLFormElement)).get('symbol')
  if (typeof symbol === 'string' && isNear('book-section')) {
    showBook(await call('GET', `symbols/${encodeURIComponent(symbol)}/book`))
  }
  if (!isNear('journal-section')) return
  const fields = new FormData(journalForm)
  const query = new URLSearchParams({ limit: String(JOURNAL_ROWS) })
  for (const name of ['kind', 'path']) {
    const value = fields.get(name)
    if (typeof value === 'string' && value !== '') query.set(name, value)
  }
  showJournal((await call('GET', `journal?${query.toString()}`)).entries)
}

let isReading = false
async function refresh() {
  if (isReading) return
  isReading = true
  try {
    const state = await call('GET', 'state')
    if (!isHeld()) showState(state)
    await readDetails()
  } catch (error) {
    show(t('unreachable', { message: messageOf(error) }), true)
  } finally {
    isReading = false
  }
}
onAction(refresh)

function showMenus() {
  fillMenu(journalForm, 'kind', [
    ['', t('journal.all')],
    ['call', t('journal.call')],
    ['connected', t('journal.connected')],
    ['sent', t('journal.sent')],
    ['got', t('journal.got')],
    ['push', t('journal.push')],
    ['closed', t('journal.closed')],
  ])
}
showMenus()

onSubmit(faultForm, (text) => {
  void act('POST', 'faults', {
    kind: text('kind'),
    target: filled(['apiKey', 'channel', 'endpoint', 'connection'], text, String),
    probability: Number(text('probability')),
    ...(text('seconds') === '' ? {} : { durationMs: Number(text('seconds')) * 1000 }),
    ...filled(['times', 'status', 'delayMs', 'offsetMs'], text, Number),
  })
})
onSubmit(at('price-form', HTMLFormElement), (text) => {
  const overMs = Number(text('seconds')) * 1000
  void act('POST', 'prices', { symbol: text('symbol'), percent: Number(text('percent')), overMs })
})
onSubmit(at('deposit-form', HTMLFormElement), (text) => {
  const path = `accounts/${encodeURIComponent(text('apiKey'))}/deposit`
  void act('POST', path, { asset: text('asset'), amount: text('amount') })
})
onSubmit(at('key-form', HTMLFormElement), (text) => {
  const owner = text('account')
  const body = {
    ...(owner === '' ? {} : { account: owner }),
    ...(text('amount') === '' ? {} : { balances: { [text('asset')]: text('amount') } }),
    ...(text('rights') === 'read' ? { permissions: ['SPOT_ACCOUNT_READ', 'SPOT_DEAL_READ'] } : {}),
  }
  void act('POST', 'accounts', body).then((made) => {
    reveal('made-key', made !== undefined)
    if (made !== undefined) at('made-key', HTMLElement).textContent = t('accounts.created', made)
  })
})
onSubmit(at('scenario-form', HTMLFormElement), (text) => {
  const scenario = parsed(text('scenario'))
  if (scenario !== undefined) void act('POST', 'scenario', scenario)
})
onSubmit(at('venue-form', HTMLFormElement), (text) => applyVenue(text('venue'), false))

/**
 * Puts a venue in force.
 * @param {string} text
 * @param {boolean} reset the exchange begins anew with it
 */
function applyVenue(text, reset) {
  const venue = parsed(text)
  reveal('venue-applied', false)
  if (venue === undefined || (reset && !confirm(t('venue.confirmReset')))) return
  void act('POST', `venue${reset ? '?reset=true' : ''}`, venue).then((done) =>
    reveal('venue-applied', done !== undefined),
  )
}

/**
 * Calls `press` when the element with this id is pressed.
 * @param {string} id
 * @param {() => void} press
 */
const onPress = (id, press) => at(id, HTMLElement).addEventListener('click', press)

for (const element of document.querySelectorAll('[data-clock]')) {
  const body = JSON.parse(element.getAttribute('data-clock') ?? '{}')
  element.addEventListener('click', () => void act('POST', 'clock', body))
}
for (const name of ['realistic', 'hostile']) onPress(`preset-${name}`, () => void act('POST', `fault-presets/${name}`))
onPress('clear-faults', () => void act('DELETE', 'faults'))
onPress('refuse-streams', () => void act('POST', 'faults', { kind: 'refuse', durationMs: 10_000 }))
onPress('clear-journal', () => void act('DELETE', 'journal'))
onPress('venue-reset', () => applyVenue(at('venue-text', HTMLTextAreaElement).value, true))
onPress('snapshot', () => void act('POST', 'snapshot'))
onPress('restore', () => void act('POST', 'restore'))
onPress('reset', () => {
  if (confirm(t('snapshots.confirm'))) void act('POST', 'reset')
})
onPress('language', () => {
  turnLanguage()
  showMenus()
  void refresh()
})
onPress('theme', turnTheme)
at('book-form', HTMLFormElement).addEventListener('change', () => void refresh())
journalForm.addEventListener('change', () => void refresh())
onSubmit(journalForm, () => void refresh())

/** Time of the last read, in ms since the page was loaded. */
let readAt = -Infinity
/** @param {number} now */
function frame(now) {
  if (now - readAt >= 1000) {
    readAt = now
    void refresh()
  }
  requestAnimationFrame(frame)
}
requestAnimationFrame(frame)
