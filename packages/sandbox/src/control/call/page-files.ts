/** The panel's page as files under `public/`, read when they are asked for. */

import { readFile } from 'node:fs/promises'
import type { PanelReply } from './reply.ts'
import type { PanelRoute } from './route.ts'

const FILES = [
  { path: '/sandbox', file: 'index.html', type: 'text/html', summary: 'The panel as a page' },
  { path: '/sandbox/page.js', file: 'page.js', type: 'text/javascript', summary: "The page's script" },
  {
    path: '/sandbox/scenario.schema.json',
    file: 'generated/scenario.schema.json',
    type: 'application/json',
    summary: 'JSON Schema of scenarios',
  },
  {
    path: '/sandbox/venue.schema.json',
    file: 'generated/venue.schema.json',
    type: 'application/json',
    summary: 'JSON Schema of venues',
  },
  { path: '/sandbox/page.css', file: 'page.css', type: 'text/css', summary: "The page's style" },
  ...['dom', 'language', 'panel', 'sections', 'words-en', 'words-zh'].map((name) => ({
    path: `/sandbox/page/${name}.js` as const,
    file: `page/${name}.js`,
    type: 'text/javascript',
    summary: "A part of the page's script",
  })),
] as const

/** Returns the routes of the page's files. */
export function pageFileRoutes(): readonly PanelRoute[] {
  return FILES.map(({ path, file, type, summary }) => ({
    method: 'GET',
    path,
    summary,
    answers: type,
    handle: async (): Promise<PanelReply> => {
      const text = await readFile(new URL(`../../../public/${file}`, import.meta.url), 'utf8')
      return { status: 200, text, type: `${type}; charset=utf-8` }
    },
  }))
}
