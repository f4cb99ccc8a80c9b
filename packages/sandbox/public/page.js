// The control panel's page: reads the state every second and sends the user's actions. It loads no library.

/** @import { PanelState } from '../src/control/routes/page.ts' */
/** @import { AccountTruth } from '../src/control/truth.ts' */
/** @typedef {string | undefined | Node} CellValue text or an element of a table's cell */

/**
 * Returns the element with this id, of the expected class.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {abstract new () => E} type
 * @returns {E}
 */
function at(id, type) {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} "${id}".`)
  return found
}

const stateLine = at('state', HTMLElement)
const faultForm = at('fault-form', HTMLFormElement)
const priceForm = at('price-form', HTMLFormElement)
const depositForm = at('deposit-form', HTMLFormElement)
/** API key of the account whose data is shown. */
let shownKey = ''

/**
 * Calls the panel and returns its JSON answer.
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {string} path below `/sandbox/`
 * @param {unknown} [body]
 */
async function call(method, path, body) {
  const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }
  const answer = await fetch(`/sandbox/${path}`, { method, ...(method === 'POST' ? json : {}) })
  const content = await answer.json()
  if (!answer.ok) throw new Error(content.message)
  return content
}

/**
 * Shows a line below the title.
 * @param {string} text
 * @param {boolean} [isTrouble]
 */
function show(text, isTrouble = false) {
  stateLine.textContent = text
  stateLine.classList.toggle('trouble', isTrouble)
}

/** @param {unknown} error */
const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/**
 * Sends an action, then reads the state again; a refusal is shown.
 * @param {'POST' | 'DELETE'} method
 * @param {string} path
 * @param {unknown} [body]
 */
async function act(method, path, body) {
  try {
    await call(method, path, body)
    await refresh()
  } catch (error) {
    show(messageOf(error), true)
  }
}

/**
 * Replaces a table's content; without rows the table is empty.
 * @param {string} id
 * @param {readonly string[]} heads
 * @param {readonly (readonly CellValue[])[]} rows
 */
function fill(id, heads, rows) {
  const table = at(id, HTMLTableElement)
  table.replaceChildren()
  if (rows.length === 0) return
  const head = table.createTHead().insertRow()
  for (const text of heads) {
    const cell = document.createElement('th')
    cell.scope = 'col'
    cell.textContent = text
    head.append(cell)
  }
  const body = table.createTBody()
  for (const values of rows) {
    const row = body.insertRow()
    for (const value of values) {
      const cell = row.insertCell()
      if (typeof value === 'string' && /^-?[0-9.]+$/.test(value)) cell.className = 'number'
      cell.append(value ?? '')
    }
  }
}

/**
 * Creates a button.
 * @param {string} text
 * @param {() => void} press
 */
function button(text, press) {
  const element = document.createElement('button')
  element.textContent = text
  element.addEventListener('click', press)
  return element
}

/**
 * Creates a labelled checkbox.
 * @param {boolean} isOn
 * @param {string} text
 * @param {(isOn: boolean) => void} change
 */
function checkbox(isOn, text, change) {
  const label = document.createElement('label')
  const box = document.createElement('input')
  box.type = 'checkbox'
  box.checked = isOn
  box.addEventListener('change', () => change(box.checked))
  label.append(box, text)
  return label
}

/**
 * Creates a menu; it gives up the focus once something is chosen, so that the table is refreshed.
 * @param {string} name
 * @param {readonly string[]} choices
 * @param {string} chosen
 * @param {(choice: string) => void} change
 */
function menu(name, choices, chosen, change) {
  const box = document.createElement('select')
  box.setAttribute('aria-label', name)
  box.append(...choices.map((choice) => new Option(choice, choice, choice === chosen, choice === chosen)))
  box.addEventListener('change', () => {
    box.blur()
    change(box.value)
  })
  return box
}

/**
 * Fills a form's menu. Keeps the choice, and changes nothing while the choices stay the same.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {readonly string[]} choices
 */
function fillMenu(form, name, choices) {
  const box = form.elements.namedItem(name)
  if (!(box instanceof HTMLSelectElement)) throw new Error(`The form has no menu "${name}".`)
  if ([...box.options].map((option) => option.value).join() === choices.join()) return
  const chosen = box.value
  box.replaceChildren(...choices.map((choice) => new Option(choice)))
  if (choices.includes(chosen)) box.value = chosen
}

/** @param {PanelState} state */
function showState({ clock, connections, ...state }) {
  const pace = clock.paused ? 'paused' : clock.rate === 1 ? 'running' : `${clock.rate}× speed`
  const time = new Date(clock.time).toISOString().replace('T', ' ').slice(0, 19)
  at('clock', HTMLElement).textContent = `${time} UTC, ${pace}`
  fillMenu(faultForm, 'kind', state.faultKinds)
  fillMenu(
    priceForm,
    'symbol',
    state.symbols.map(({ symbol }) => symbol),
  )
  fillMenu(
    depositForm,
    'apiKey',
    state.accounts.map(({ apiKey }) => apiKey),
  )
  showFaults(state)
  showChoices(state)
  showSymbols(state)
  showAccounts(state)
  show(connections === 1 ? '1 stream connection' : `${connections} stream connections`)
}

/** @param {Pick<PanelState, 'faults'>} state */
function showFaults({ faults }) {
  const rows = faults.map((fault) => [
    fault.kind,
    Object.entries(fault.target)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ') || 'everywhere',
    String(fault.probability),
    fault.endsAt === undefined ? 'turned off' : new Date(fault.endsAt).toISOString().slice(11, 19),
    button('Turn off', () => void act('DELETE', `faults/${fault.id}`)),
  ])
  fill('faults', ['Fault', 'Where', 'Probability', 'Until', ''], rows)
}

/** @param {Pick<PanelState, 'drift' | 'switches'>} state */
function showChoices({ drift, switches }) {
  const items = Object.entries(drift).map(([name, { on, what }]) => {
    const item = document.createElement('li')
    item.append(checkbox(on, what, (isOn) => void act('POST', 'drift', { [name]: isOn })))
    return item
  })
  at('drift', HTMLElement).replaceChildren(...items)
  const rows = Object.entries(switches).map(([name, { choices, chosen, what }]) => [
    name,
    menu(name, choices, chosen, (choice) => void act('POST', 'switches', { [name]: choice })),
    what,
  ])
  fill('switches', ['Switch', 'Choice', 'Description'], rows)
}

/** @param {Pick<PanelState, 'symbols'>} state */
function showSymbols({ symbols }) {
  const rows = symbols.map(({ symbol, lastPrice, status, apiTrading }) => [
    symbol,
    lastPrice,
    status,
    checkbox(apiTrading, 'API', (isOn) => void act('POST', `symbols/${symbol}`, { apiTrading: isOn })),
  ])
  fill('symbols', ['Symbol', 'Last price', 'Status', 'Trading'], rows)
}

/** @param {Pick<PanelState, 'accounts'>} state */
function showAccounts({ accounts }) {
  const rows = accounts.map(({ apiKey, account, note, openOrders }) => [
    apiKey,
    button('Show data', () => {
      shownKey = apiKey
      void refresh()
    }),
    account,
    note,
    String(openOrders),
  ])
  fill('accounts', ['API key', '', 'Account', 'Note', 'Open orders'], rows)
}

/** @param {AccountTruth} truth */
function showTruth({ balances, orders, deals }) {
  at('truth-of', HTMLElement).textContent = `${shownKey}: ${orders.length} orders, ${deals.length} fills`
  fill(
    'truth-balances',
    ['Asset', 'Free', 'Locked'],
    Object.entries(balances).map(([asset, { free, locked }]) => [asset, free, locked]),
  )
  fill(
    'truth-orders',
    ['Order', 'Symbol', 'Side', 'Type', 'Price', 'Quantity', 'Executed', 'Status'],
    orders
      .slice(-20)
      .reverse()
      .map((order) => [
        order.orderId,
        order.symbol,
        order.side,
        order.type,
        order.price,
        order.quantity,
        order.executedQuantity,
        order.status,
      ]),
  )
}

/** True while the user works with an element that a refresh would replace. */
function isHeld() {
  const active = document.activeElement
  if (active instanceof HTMLInputElement) return active.type === 'checkbox'
  return active instanceof HTMLSelectElement && active.closest('table') !== null
}

let isReading = false
async function refresh() {
  if (isReading) return
  isReading = true
  try {
    const state = await call('GET', 'state')
    if (!isHeld()) showState(state)
    if (shownKey !== '') showTruth(await call('GET', `accounts/${shownKey}/truth`))
  } catch (error) {
    show(`The sandbox is not responding: ${messageOf(error)}`, true)
  } finally {
    isReading = false
  }
}

/**
 * Calls `send` with the fields of a form when it is submitted.
 * @param {HTMLFormElement} form
 * @param {(text: (name: string) => string) => void} send
 */
function onSubmit(form, send) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const fields = new FormData(form)
    send((name) => {
      const value = fields.get(name)
      return typeof value === 'string' ? value : ''
    })
  })
}

/**
 * Picks the filled fields of a form.
 * @template T
 * @param {readonly string[]} names
 * @param {(name: string) => string} text
 * @param {(value: string) => T} parse
 */
function filled(names, text, parse) {
  return Object.fromEntries(names.filter((name) => text(name) !== '').map((name) => [name, parse(text(name))]))
}

onSubmit(faultForm, (text) => {
  void act('POST', 'faults', {
    kind: text('kind'),
    target: filled(['apiKey', 'channel', 'endpoint', 'connection'], text, String),
    probability: Number(text('probability')),
    ...(text('seconds') === '' ? {} : { durationMs: Number(text('seconds')) * 1000 }),
    ...filled(['times', 'status', 'delayMs', 'offsetMs'], text, Number),
  })
})
onSubmit(priceForm, (text) => {
  const overMs = Number(text('seconds')) * 1000
  void act('POST', 'prices', { symbol: text('symbol'), percent: Number(text('percent')), overMs })
})
onSubmit(depositForm, (text) => {
  const path = `accounts/${encodeURIComponent(text('apiKey'))}/deposit`
  void act('POST', path, { asset: text('asset'), amount: text('amount') })
})
for (const element of document.querySelectorAll('[data-clock]')) {
  const body = JSON.parse(element.getAttribute('data-clock') ?? '{}')
  element.addEventListener('click', () => void act('POST', 'clock', body))
}
at('clear-faults', HTMLElement).addEventListener('click', () => void act('DELETE', 'faults'))
at('snapshot', HTMLElement).addEventListener('click', () => void act('POST', 'snapshot'))
at('restore', HTMLElement).addEventListener('click', () => void act('POST', 'restore'))
at('reset', HTMLElement).addEventListener('click', () => {
  if (confirm('Delete every account, order and deal of this sandbox?')) void act('POST', 'reset')
})

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
