/** Elements of the page: found, made and filled. */

/** @typedef {string | undefined | Node} CellValue text or an element of a table's cell */

/**
 * Returns the element with this id, of the expected class.
 * @template {HTMLElement} E
 * @param {string} id
 * @param {abstract new () => E} type
 * @returns {E}
 */
export function at(id, type) {
  const found = document.getElementById(id)
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} "${id}".`)
  return found
}

/**
 * Writes a text into the element with this id.
 * @param {string} id
 * @param {string} text
 */
export function write(id, text) {
  at(id, HTMLElement).textContent = text
}

/**
 * Replaces a table's content. Without rows it shows `nothing`, where that is given, or is empty.
 * @param {string} id
 * @param {readonly string[]} heads
 * @param {readonly (readonly CellValue[])[]} rows
 * @param {string} [nothing]
 */
export function fill(id, heads, rows, nothing) {
  const table = at(id, HTMLTableElement)
  table.replaceChildren()
  if (rows.length === 0) {
    if (nothing === undefined) return
    const cell = table.insertRow().insertCell()
    cell.className = 'dim'
    cell.append(nothing)
    return
  }
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
export function button(text, press) {
  const element = document.createElement('button')
  element.type = 'button'
  element.textContent = text
  element.addEventListener('click', press)
  return element
}

/**
 * Puts elements into one cell.
 * @param {readonly Node[]} nodes
 */
export function group(...nodes) {
  const element = document.createElement('span')
  element.className = 'group'
  element.append(...nodes)
  return element
}

/**
 * Creates a text of a style.
 * @param {string} text
 * @param {string} className
 */
export function marked(text, className) {
  const element = document.createElement('span')
  element.className = className
  element.textContent = text
  return element
}

/**
 * Creates a labelled checkbox.
 * @param {boolean} isOn
 * @param {string} text
 * @param {(isOn: boolean) => void} change
 */
export function checkbox(isOn, text, change) {
  const label = document.createElement('label')
  const box = document.createElement('input')
  box.type = 'checkbox'
  box.checked = isOn
  box.addEventListener('change', () => change(box.checked))
  label.append(box, text)
  return label
}

/** @typedef {readonly [value: string, text: string]} Choice a menu's value and its text */

/**
 * Creates a menu; it gives up the focus once something is chosen, so that the table is refreshed.
 * @param {string} name
 * @param {readonly Choice[]} choices
 * @param {string} chosen
 * @param {(choice: string) => void} change
 */
export function menu(name, choices, chosen, change) {
  const box = document.createElement('select')
  box.setAttribute('aria-label', name)
  box.append(...choices.map(([value, text]) => new Option(text, value, value === chosen, value === chosen)))
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
 * @param {readonly Choice[]} choices
 */
export function fillMenu(form, name, choices) {
  const box = form.elements.namedItem(name)
  if (!(box instanceof HTMLSelectElement)) throw new Error(`The form has no menu "${name}".`)
  if (
    [...box.options].map(({ value, text }) => `${value} ${text}`).join() === choices.map((one) => one.join(' ')).join()
  )
    return
  const chosen = box.value
  box.replaceChildren(...choices.map(([value, text]) => new Option(text, value)))
  if (choices.some(([value]) => value === chosen)) box.value = chosen
}

/**
 * Calls `send` with the fields of a form when it is submitted.
 * @param {HTMLFormElement} form
 * @param {(text: (name: string) => string) => void} send
 */
export function onSubmit(form, send) {
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
export function filled(names, text, parse) {
  return Object.fromEntries(names.filter((name) => text(name) !== '').map((name) => [name, parse(text(name))]))
}

/**
 * Shows an element, or hides it.
 * @param {string} id
 * @param {boolean} isShown
 */
export function reveal(id, isShown) {
  at(id, HTMLElement).hidden = !isShown
}
