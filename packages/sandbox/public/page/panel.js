/** Calls of the panel, and the line that shows what came of them. */

import { at } from './dom.js'
import { t } from './language.js'

const stateLine = at('state', HTMLElement)
/** @type {() => Promise<void>} */
let afterAction = () => Promise.resolve()

/**
 * Sets the function that reads the state again after an action.
 * @param {() => Promise<void>} read
 */
export function onAction(read) {
  afterAction = read
}

/** Reads the state again. */
export const readAgain = () => afterAction()

/**
 * Calls the panel and returns its JSON answer.
 * @param {'GET' | 'POST' | 'DELETE'} method
 * @param {string} path below `/sandbox/`
 * @param {unknown} [body]
 */
export async function call(method, path, body) {
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
export function show(text, isTrouble = false) {
  stateLine.textContent = text
  stateLine.classList.toggle('trouble', isTrouble)
}

/** @param {unknown} error */
export const messageOf = (error) => (error instanceof Error ? error.message : String(error))

/**
 * Sends an action, then reads the state again; a refusal is shown until the next action. Returns the answer.
 * @param {'POST' | 'DELETE'} method
 * @param {string} path
 * @param {unknown} [body]
 */
export async function act(method, path, body) {
  try {
    const answer = await call(method, path, body)
    at('refusal', HTMLElement).textContent = ''
    await afterAction()
    return answer
  } catch (error) {
    at('refusal', HTMLElement).textContent = messageOf(error)
    return undefined
  }
}

/**
 * Returns the value of a JSON text that the user wrote; shows what is wrong with it otherwise.
 * @param {string} text
 * @returns {unknown}
 */
export function parsed(text) {
  try {
    return JSON.parse(text)
  } catch (error) {
    at('refusal', HTMLElement).textContent = t('json', { message: messageOf(error) })
    return undefined
  }
}
