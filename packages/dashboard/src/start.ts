/** First code of the page: requests the first figures, shows the page's frame, then loads and starts the page itself. */

import { type EarlyAnswers, prefetch } from './live/prefetch.ts'
import { loginCode } from './live/login.ts'
import { trustPlainText, withoutCodeOfText } from './trusted-html.ts'
import { fetchPage } from './views/page-code.ts'

/** A frame may be long in coming, as where the window is covered: the page does not wait for it. */
const FRAME_TIMEOUT_MS = 150

/** Interval of retries while the code cannot be loaded, for example while the gateway restarts. */
const AGAIN_MS = 2_000
const MAX_TRIES = 30

/** Once, as soon as the page's shape has been drawn. */
function start(): void {
  // A login code is used before anything else is asked: until then every call would be refused.
  const { hash, search } = window.location
  const early = loginCode(hash) === undefined ? prefetch((path) => fetch(path), search) : undefined
  let started = false
  const load = () => {
    if (started) return
    started = true
    fetchMain(early, 1)
    fetchPage(window.location.pathname)
  }
  // A page that is not looked at draws no frame.
  if (document.visibilityState === 'hidden') return load()
  requestAnimationFrame(() => setTimeout(load))
  setTimeout(load, FRAME_TIMEOUT_MS)
}

function fetchMain(early: EarlyAnswers | undefined, attempt: number): void {
  import('./main.tsx')
    .then(({ openPage }) => void openPage(early))
    .catch((error: unknown) => {
      if (attempt >= MAX_TRIES) throw error
      setTimeout(() => fetchMain(early, attempt + 1), AGAIN_MS)
    })
}

// Before the first library runs: what it makes of text is asked of the policy.
trustPlainText()
withoutCodeOfText()
start()
