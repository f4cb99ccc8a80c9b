/** Language and theme of the panel: the browser's at first, then the user's choice, kept in this browser. */

import { words as english } from './words-en.js'
import { words as chinese } from './words-zh.js'

const LANGUAGE = 'sandbox-language'
const THEME = 'sandbox-theme'
const themes = ['system', 'dark', 'light']

/** @typedef {keyof typeof english} Word a text's name */

/** @type {Record<Word, string> & Record<string, string | undefined>} */
const inChinese = chinese

const root = document.documentElement
let isChinese = (localStorage.getItem(LANGUAGE) ?? navigator.language).startsWith('zh')

/** Locale of figures and times. */
export const locale = () => (isChinese ? 'zh-TW' : 'en')

/**
 * Returns a text with its values put in.
 * @param {Word} name
 * @param {Record<string, string | number>} [values]
 */
export function t(name, values = {}) {
  const text = isChinese ? inChinese[name] : english[name]
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ''))
}

/**
 * Returns the text of a name that the exchange sends, such as a kind of fault; `given` where there is none.
 * @param {string} name
 * @param {string} given
 */
export function named(name, given) {
  /** @type {Record<string, string | undefined>} */
  const texts = isChinese ? inChinese : english
  return texts[name] ?? given
}

/** Writes the page's fixed texts. */
export function writeTexts() {
  root.lang = isChinese ? 'zh-Hant-TW' : 'en'
  document.title = t('title')
  for (const element of document.querySelectorAll('[data-t]')) {
    element.textContent = t(/** @type {Word} */ (element.getAttribute('data-t')))
  }
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', t(/** @type {Word} */ (element.getAttribute('data-label'))))
  }
}

/** Changes the language to the other one. */
export function turnLanguage() {
  isChinese = !isChinese
  localStorage.setItem(LANGUAGE, isChinese ? 'zh' : 'en')
  writeTexts()
}

/** Shows the kept theme. */
export function showTheme() {
  root.dataset['theme'] = localStorage.getItem(THEME) ?? 'system'
}

/** Changes the theme to the next one: the system's, dark, light. */
export function turnTheme() {
  const at = themes.indexOf(root.dataset['theme'] ?? 'system')
  localStorage.setItem(THEME, themes[(at + 1) % themes.length] ?? 'system')
  showTheme()
}
