/** Reads the files of deploy/. */

import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments } from 'yaml'

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Any value that YAML or JSON holds. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
/** A mapping of YAML. */
export type Mapping = { readonly [name: string]: Json }

/** Text of a file, by its path below deploy/. */
export const text = (path: string): string => readFileSync(`${root}/deploy/${path}`, 'utf8')

/** Documents of a YAML file; a warning of the parser, such as a repeated name, is an error. */
export function documents(path: string): readonly Mapping[] {
  return parseAllDocuments(text(path), { merge: true }).map((document) => {
    for (const trouble of [...document.errors, ...document.warnings]) throw trouble
    return document.toJS() as Mapping
  })
}

/** The only document of a YAML file. */
export function yaml(path: string): Mapping {
  const [only, ...others] = documents(path)
  if (only === undefined || others.length > 0) throw new Error(`${path} has ${others.length + 1} documents.`)
  return only
}

/** The value at a path of names and indexes, such as `at(pod, 'spec', 'containers', 0)`; `undefined` where there is none. */
export function at(value: Json | undefined, ...names: readonly (string | number)[]): Json | undefined {
  return names.reduce<Json | undefined>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Mapping)[name] : undefined),
    value,
  )
}

/** A value that must be text. */
export function textOf(value: Json | undefined): string {
  if (typeof value !== 'string') throw new Error(`${JSON.stringify(value)} is no text.`)
  return value
}

/** The items of a list; none where there is no list. */
export const items = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value) ? (value as readonly Json[]) : []

/** Paths of the files of a folder below deploy/. */
export const filesIn = (folder: string): readonly string[] => readdirSync(`${root}/deploy/${folder}`).sort()
