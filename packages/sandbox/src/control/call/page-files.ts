/** The panel's page as files under `public/`, read when they are asked for. */

import { readFile } from 'node:fs/promises'
import type { PanelReply } from './reply.ts'
import type { PanelRoute } from './route.ts'

const FOLDER = new URL('../../../public/', import.meta.url)
const SCRIPT = 'text/javascript'
const FILES: readonly (readonly [path: string, file: string, type: string, summary: string])[] = [
  ['', 'index.html', 'text/html', 'The panel as a page'],
  ['/page.js', 'page.js', SCRIPT, "The page's script"],
  ['/scenario.schema.json', 'generated/scenario.schema.json', 'application/json', 'JSON Schema of scenarios'],
  ['/venue.schema.json', 'generated/venue.schema.json', 'application/json', 'JSON Schema of venues'],
  ['/page.css', 'page.css', 'text/css', "The page's style"],
  ...['dom', 'language', 'panel', 'sections', 'words-en', 'words-zh'].map(
    (name) => [`/page/${name}.js`, `page/${name}.js`, SCRIPT, "A part of the page's script"] as const,
  ),
]

/** Returns the routes of the page's files. */
export function pageFileRoutes(): readonly PanelRoute[] {
  return FILES.map(([path, file, type, summary]) => ({
    call: `GET /sandbox${path}`,
    summary,
    answers: type,
    handle: async (): Promise<PanelReply> => {
      const text = await readFile(new URL(file, FOLDER), 'utf8')
      return { status: 200, text, type: `${type}; charset=utf-8` }
    },
  }))
}
