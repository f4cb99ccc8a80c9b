/** Script of the panel's page: reads the state every second and sends the user's actions. It loads no library. */

export const PAGE_SCRIPT = `'use strict'
const at = (id) => document.getElementById(id)
let chosen

async function call(method, path, body) {
  const options = { method }
  if (method === 'POST') {
    options.headers = { 'content-type': 'application/json' }
    options.body = JSON.stringify(body ?? {})
  }
  const answer = await fetch('/sandbox/' + path, options)
  const said = await answer.json()
  if (!answer.ok) throw new Error(said.message)
  return said
}

function say(text, trouble) {
  at('state').textContent = text
  at('state').classList.toggle('trouble', trouble === true)
}

async function act(method, path, body) {
  try {
    await call(method, path, body)
    await refresh()
  } catch (error) {
    say(error.message, true)
  }
}

function cell(row, value, isNumber) {
  const made = document.createElement('td')
  if (isNumber) made.className = 'number'
  if (value instanceof Node) made.append(value)
  else made.textContent = value ?? ''
  row.append(made)
}

function fill(id, heads, rows) {
  const table = at(id)
  table.replaceChildren()
  if (rows.length === 0) return
  const head = table.createTHead().insertRow()
  for (const text of heads) {
    const made = document.createElement('th')
    made.scope = 'col'
    made.textContent = text
    head.append(made)
  }
  const body = table.createTBody()
  for (const values of rows) {
    const row = body.insertRow()
    for (const value of values) cell(row, value, typeof value === 'string' && /^-?[0-9.]+$/.test(value))
  }
}

function button(text, press) {
  const made = document.createElement('button')
  made.textContent = text
  made.addEventListener('click', press)
  return made
}

function toggle(on, text, change) {
  const label = document.createElement('label')
  const box = document.createElement('input')
  box.type = 'checkbox'
  box.checked = on
  box.addEventListener('change', () => change(box.checked))
  label.append(box, text)
  return label
}

function choice(name, choices, chosen, change) {
  const box = document.createElement('select')
  box.setAttribute('aria-label', name)
  box.append(...choices.map((one) => new Option(one, one, one === chosen, one === chosen)))
  box.addEventListener('change', () => { box.blur(); void change(box.value) })
  return box
}

/** Keeps what is chosen; touches nothing while the choices stay the same. */
function offer(box, choices) {
  if ([...box.options].map((one) => one.value).join() === choices.join()) return
  const kept = box.value
  box.replaceChildren(...choices.map((one) => new Option(one)))
  if (choices.includes(kept)) box.value = kept
}

function showState(state) {
  const clock = state.clock
  const pace = clock.paused ? 'paused' : clock.rate === 1 ? 'running' : clock.rate + '× speed'
  at('clock').textContent = new Date(clock.time).toISOString().replace('T', ' ').slice(0, 19) + ' UTC, ' + pace
  offer(at('fault-form').elements.kind, state.faultKinds)
  offer(at('price-form').elements.symbol, state.symbols.map((one) => one.symbol))
  offer(at('deposit-form').elements.apiKey, state.accounts.map((one) => one.apiKey))
  fill('faults', ['Fault', 'Where', 'Probability', 'Until', ''], state.faults.map((fault) => [
    fault.kind,
    Object.entries(fault.target).map(([name, value]) => name + ' ' + value).join(', ') || 'everywhere',
    String(fault.probability),
    fault.endsAt === undefined ? 'turned off' : new Date(fault.endsAt).toISOString().slice(11, 19),
    button('Turn off', () => act('DELETE', 'faults/' + fault.id)),
  ]))
  at('drift').replaceChildren(...Object.entries(state.drift).map(([name, { on, what }]) => {
    const item = document.createElement('li')
    item.append(toggle(on, what, (now) => act('POST', 'drift', { [name]: now })))
    return item
  }))
  fill('switches', ['Switch', 'Choice', 'Description'], Object.entries(state.switches).map(([name, one]) => [
    name,
    choice(name, one.choices, one.chosen, (next) => act('POST', 'switches', { [name]: next })),
    one.what,
  ]))
  fill('symbols', ['Symbol', 'Last price', 'Status', 'Trading'], state.symbols.map((one) => [
    one.symbol,
    one.lastPrice,
    one.status,
    toggle(one.apiTrading, 'API', (now) => act('POST', 'symbols/' + one.symbol, { apiTrading: now })),
  ]))
  fill('accounts', ['API key', '', 'Account', 'Note', 'Open orders'], state.accounts.map((one) => [
    one.apiKey,
    button('Show data', () => { chosen = one.apiKey; void refresh() }),
    one.account,
    one.note,
    String(one.openOrders),
  ]))
  say(state.connections === 1 ? '1 stream connection' : state.connections + ' stream connections')
}

function showTruth(truth) {
  at('truth-of').textContent = chosen + ': ' + truth.orders.length + ' orders, ' + truth.deals.length + ' fills'
  fill('truth-balances', ['Asset', 'Free', 'Locked'],
    Object.entries(truth.balances).map(([asset, one]) => [asset, one.free, one.locked]))
  fill('truth-orders', ['Order', 'Symbol', 'Side', 'Type', 'Price', 'Quantity', 'Executed', 'Status'],
    truth.orders.slice(-20).reverse().map((one) =>
      [one.orderId, one.symbol, one.side, one.type, one.price, one.quantity, one.executedQuantity, one.status]))
}

let reading = false
async function refresh() {
  if (reading) return
  reading = true
  try {
    const active = document.activeElement
    const held = (active instanceof HTMLInputElement && active.type === 'checkbox')
      || (active instanceof HTMLSelectElement && active.closest('table') !== null)
    const state = await call('GET', 'state')
    if (!held) showState(state)
    if (chosen !== undefined) showTruth(await call('GET', 'accounts/' + chosen + '/truth'))
  } catch (error) {
    say('The sandbox is not responding: ' + error.message, true)
  } finally {
    reading = false
  }
}

for (const one of document.querySelectorAll('[data-clock]')) {
  one.addEventListener('click', () => act('POST', 'clock', JSON.parse(one.dataset.clock)))
}
at('fault-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const fields = new FormData(event.target)
  const target = {}
  for (const name of ['apiKey', 'channel', 'endpoint', 'connection']) if (fields.get(name)) target[name] = fields.get(name)
  const fault = { kind: fields.get('kind'), target, probability: Number(fields.get('probability')) }
  if (fields.get('seconds')) fault.durationMs = Number(fields.get('seconds')) * 1000
  for (const name of ['times', 'status', 'delayMs', 'offsetMs']) if (fields.get(name)) fault[name] = Number(fields.get(name))
  void act('POST', 'faults', fault)
})
at('price-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const fields = new FormData(event.target)
  const overMs = Number(fields.get('seconds')) * 1000
  void act('POST', 'prices', { symbol: fields.get('symbol'), percent: Number(fields.get('percent')), overMs })
})
at('deposit-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const fields = new FormData(event.target)
  const path = 'accounts/' + encodeURIComponent(fields.get('apiKey')) + '/deposit'
  void act('POST', path, { asset: fields.get('asset'), amount: fields.get('amount') })
})
at('clear-faults').addEventListener('click', () => act('DELETE', 'faults'))
at('snapshot').addEventListener('click', () => act('POST', 'snapshot'))
at('restore').addEventListener('click', () => act('POST', 'restore'))
at('reset').addEventListener('click', () => {
  if (confirm('Delete every account, order and deal of this sandbox?')) void act('POST', 'reset')
})
let readAt
function frame(now) {
  if (readAt === undefined || now - readAt >= 1000) {
    readAt = now
    void refresh()
  }
  requestAnimationFrame(frame)
}
requestAnimationFrame(frame)
`
