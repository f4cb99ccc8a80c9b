/** The API's document as a page: made of the OpenAPI document, without a script and with nothing from elsewhere. */

import { createHash } from 'node:crypto'
import type { EdgeAnswer } from '../../answer/answer.ts'
import { type Route, allowed, noQuery, routeWith } from '../call.ts'
import type { JsonSchema } from '../documents/json-schema.ts'
import { type Content, type OpenApi, type Operation, openApi } from '../documents/openapi.ts'

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { display: grid; grid-template-columns: minmax(14rem, 22rem) minmax(0, 1fr); gap: 2rem; margin: 0 2rem }
  nav, code { overflow-wrap: anywhere }
  nav { position: sticky; top: 0; max-height: 100vh; overflow: auto }
  ul { padding: 0; list-style: none }
  section { border-top: 1px solid GrayText; padding: 1rem 0 }
  h2 code { font-size: 1.1rem }
  h3 { font-size: 1rem }
  code, pre { font: 13px/1.5 ui-monospace, monospace }
  pre { overflow: auto; border: 1px solid GrayText; padding: 0.5rem }
  table { border-collapse: collapse }
  th, td { padding: 0.2rem 1rem 0.2rem 0; text-align: left; vertical-align: top }
  @media (max-width: 60rem) { body { display: block; margin: 0 1rem } nav { position: static; max-height: none } }`

const HASH = createHash('sha256').update(STYLE).digest('base64')
/** The browser runs nothing on the page and loads nothing: of styles only this one is applied. */
const POLICY = `default-src 'none'; style-src 'sha256-${HASH}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`

/** The route of the page, which is made once. */
export function docsRoute(served: readonly Route[]): Route {
  let page: EdgeAnswer | undefined
  return routeWith()({
    path: '/api/v1/docs',
    summary: 'All calls as a page.',
    ...allowed.anyone,
    query: noQuery,
    answers: { 200: 'text/html' },
    handle: () => (page ??= answerOf(openApi(served))),
  })
}

function answerOf({ info, paths }: OpenApi): EdgeAnswer {
  const calls = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  )
  const links = calls.map(({ name, operation }) => `<li><a href="#${operation.operationId}">${code(name)}</a></li>`)
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Spotdeck API</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<nav aria-label="Calls"><ul>${links.join('')}</ul></nav>
<main>
<h1>Spotdeck API</h1>
<p>${prose(info.description)} This page as a document: <a href="/api/v1/openapi.json">openapi.json</a>.</p>
${calls.map(section).join('\n')}
</main>
</body>
</html>
`
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY },
    body,
  }
}

function section({ name, operation }: { readonly name: string; readonly operation: Operation }): string {
  const { operationId, description, security, parameters, requestBody, responses } = operation
  const answers = Object.entries(responses).map(
    ([status, { description: about, content }]) =>
      `<details><summary>${status}: ${prose(about)}</summary>${contents(content)}</details>`,
  )
  return `<section id="${operationId}">
<h2>${code(name)}</h2>
<p>${prose(description)}${security.length === 0 ? ' Open to everybody.' : ''}</p>
${parameters.length === 0 ? '' : `<table><tr><th>parameter</th><th>in</th><th>form</th></tr>${parameters.map(row).join('')}</table>`}
${requestBody === undefined ? '' : `<h3>Body</h3>${contents(requestBody.content)}`}
<h3>Answers</h3>${answers.join('')}
</section>`
}

function row({ name, in: place, required, description = '', schema }: Operation['parameters'][number]): string {
  return `<tr><td>${code(name)}${required ? '' : ' (optional)'}</td><td>${place}</td><td>${code(formOf(schema))} ${prose(description)}</td></tr>`
}

function contents(content: Content = {}): string {
  return Object.entries(content)
    .map(([type, { schema }]) => `<p>${code(type)}</p><pre tabindex="0">${escaped(formOf(schema))}</pre>`)
    .join('')
}

/** A schema as TypeScript writes it, with its bounds behind it. */
function formOf(schema: JsonSchema | boolean, indent = ''): string {
  if (typeof schema === 'boolean') return schema ? 'anything' : 'nothing'
  const within = (of: JsonSchema | boolean): string => formOf(of, indent)
  const any = schema.anyOf ?? schema.oneOf
  if (schema.$ref !== undefined) return schema.$ref.replace(/.*\//, '')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (any !== undefined) return any.map(within).join(' | ')
  if (schema.prefixItems !== undefined) return `[${schema.prefixItems.map(within).join(', ')}]`
  if (schema.type === 'array') return `(${within(Array.isArray(schema.items) ? true : (schema.items ?? true))})[]`
  if (schema.type === 'object') return objectForm(schema, indent)
  const bounds = Object.entries(schema)
    .filter(([key, value]) => key !== 'type' && Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER)
    .map(([key, value]) => `, ${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return `${[schema.type ?? 'anything'].flat().join(' | ')}${bounds.join('')}`
}

function objectForm({ properties, required = [], additionalProperties = true }: JsonSchema, indent: string) {
  const deeper = `${indent}  `
  if (properties === undefined) return `{ [name]: ${formOf(additionalProperties, indent)} }`
  const lines = Object.entries(properties).map(
    ([name, of]) => `${deeper}${name}${required.includes(name) ? '' : '?'}: ${formOf(of, deeper)}\n`,
  )
  return `{\n${lines.join('')}${indent}}`
}

const code = (text: string): string => `<code>${escaped(text)}</code>`

/** Text with code between backticks and links as Markdown writes them. */
function prose(text: string): string {
  return escaped(text)
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll(/\[([^\]]+)\]\((\/[^)]*)\)/g, '<a href="$2">$1</a>')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
