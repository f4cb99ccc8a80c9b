/** Every word of the page. A key without both languages does not compile. */

import { activity } from './pages/activity.ts'
import { assets, trouble } from './pages/assets.ts'
import { direct } from './pages/direct.ts'
import { find } from './pages/find.ts'
import { importing } from './pages/importing.ts'
import { journal } from './pages/journal.ts'
import { market } from './pages/market.ts'
import { firstSteps } from './pages/onboarding.ts'
import { passkeys } from './pages/passkeys.ts'
import { performance } from './pages/performance.ts'
import { range } from './pages/range.ts'
import { sandbox, links, shared } from './pages/sandbox.ts'
import { login, sessions } from './pages/sign-in.ts'
import { watch } from './pages/watch.ts'
import { app, nav, action, state, time, error, keys } from './pages/shell.ts'
import { overview, chart, estimate } from './pages/overview.ts'
import { column, type, role, orders, fills, table } from './pages/tables.ts'
import { settings } from './pages/settings.ts'
import { type InOneLanguage, type WordTree, inLanguage } from './word.ts'

const words = {
  app,
  nav,
  action,
  state,
  time,
  overview,
  trouble,
  chart,
  market,
  performance,
  journal,
  activity,
  importing,
  sandbox,
  links,
  shared,
  watch,
  firstSteps,
  estimate,
  range,
  find,
  direct,
  column,
  type,
  role,
  assets,
  orders,
  fills,
  table,
  settings,
  login,
  sessions,
  passkeys,
  error,
  keys,
} satisfies WordTree

/** The shape of a language: the same keys, any text. */
export type Words = InOneLanguage<typeof words>

/** Texts of the page in English. */
export const en: Words = inLanguage(words, 0)

/** Texts of the page in Traditional Chinese as the desk in Taiwan uses them. */
export const zhTw: Words = inLanguage(words, 1)
