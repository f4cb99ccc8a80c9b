/** VitePress's own theme with the colors of the page, fonts of the system, and a copy button that writes no HTML. */

import type { Theme } from 'vitepress'
import theme from 'vitepress/theme-without-fonts'
import './style.css'

const COPIED_MS = 2_000

/** Copies the code of a block. VitePress's own handler sets `innerHTML`, which the content security policy refuses. */
function copyCode(event: MouseEvent): void {
  const { target } = event
  if (!(target instanceof HTMLElement) || !target.matches('div[class*="language-"] > button.copy')) return
  event.stopImmediatePropagation()
  const text = target.parentElement?.querySelector('code')?.textContent ?? ''
  const marked = navigator.clipboard.writeText(text).then(() => {
    target.classList.add('copied')
    setTimeout(() => target.classList.remove('copied'), COPIED_MS)
  })
  marked.catch(() => undefined)
}

export default {
  extends: theme,
  enhanceApp() {
    if (typeof window !== 'undefined') window.addEventListener('click', copyCode, { capture: true })
  },
} satisfies Theme
