/** Every word of the page. A key without both languages does not compile. */

import * as activity from './pages/activity.ts'
import * as assets from './pages/assets.ts'
import * as market from './pages/market.ts'
import * as overview from './pages/overview.ts'
import * as performance from './pages/performance.ts'
import * as sandbox from './pages/sandbox.ts'
import * as settings from './pages/settings.ts'
import * as shell from './pages/shell.ts'
import * as signIn from './pages/sign-in.ts'
import * as tables from './pages/tables.ts'
import * as why from './pages/why.ts'
import { type InOneLanguage, type WordTree, inLanguage } from './word.ts'

/** The texts of all files of `pages`, by group. */
const words = {
  ...shell,
  ...tables,
  ...overview,
  ...assets,
  ...market,
  ...performance,
  ...activity,
  ...sandbox,
  ...settings,
  ...signIn,
  ...why,
} satisfies WordTree

/** The shape of a language: the same keys, any text. */
export type Words = InOneLanguage<typeof words>

/** Texts of the page in English. */
export const en: Words = inLanguage(words, 0)

/** Texts of the page in Traditional Chinese as the desk in Taiwan uses them. */
export const zhTw: Words = inLanguage(words, 1)
