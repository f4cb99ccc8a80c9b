/** What the browser runs first: it lets the page's shape be drawn, then fetches and starts the page itself. */

import '@fontsource-variable/inter/wght.css'
import './theme/mantine-parts.css'
import './theme/tokens.css'
import './theme/base.css'
import './theme/opening.css'

/** A frame may be long in coming, as where the window is covered: the page does not wait for it. */
const FRAME_TIMEOUT_MS = 150

/** Where the code cannot be had, as while the gateway starts anew, it is asked for again this often. */
const AGAIN_MS = 2_000
const MOST_TRIES = 30

/** Once, as soon as the page's shape has been drawn. */
function start(): void {
  let started = false
  const load = () => {
    if (started) return
    started = true
    fetchMain(1)
  }
  // A page that is not looked at draws no frame.
  if (document.visibilityState === 'hidden') return load()
  requestAnimationFrame(() => setTimeout(load))
  setTimeout(load, FRAME_TIMEOUT_MS)
}

function fetchMain(attempt: number): void {
  import('./main.tsx').catch((error: unknown) => {
    if (attempt >= MOST_TRIES) throw error
    setTimeout(() => fetchMain(attempt + 1), AGAIN_MS)
  })
}

start()
