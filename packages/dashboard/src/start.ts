/** What the browser runs first: it lets the page's shape be drawn, then fetches and starts the page itself. */

import '@fontsource-variable/inter/wght.css'
import './theme/mantine-parts.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/opening.css'

/** A frame may be long in coming, as where the window is covered: the page does not wait for it. */
const FRAME_TIMEOUT_MS = 150

let started = false
const load = () => {
  if (started) return
  started = true
  void import('./main.tsx')
}

if (document.visibilityState === 'hidden') load()
else {
  requestAnimationFrame(() => setTimeout(load))
  setTimeout(load, FRAME_TIMEOUT_MS)
}
