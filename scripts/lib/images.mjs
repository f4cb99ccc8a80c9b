// Images that deploy/ takes from elsewhere, as its files name them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Files of deploy/ that name images of others. */
export const IMAGE_FILES = ['deploy/Dockerfile', 'deploy/compose/compose.yaml']

const IMAGE = /^(?:FROM|\s+image:)\s+(?!spotdeck:)(\S+)/gm

/** The images that a text names, each once. */
export const imagesIn = (text) => [...new Set([...text.matchAll(IMAGE)].map(([, name]) => name))]

/** True for a name with the digest of its content, which nobody can move. */
export const isPinned = (name) => /@sha256:[0-9a-f]{64}$/.test(name)

/** The text with the digest behind each image, as `digestOf` knows it by the name without one. */
export const pinned = (text, digestOf) =>
  text.replace(IMAGE, (line, name) => {
    const [tag] = name.split('@')
    return line.replace(name, `${tag}@${digestOf(tag)}`)
  })

/** Images of the files under `root` that are named by tag alone. */
export const unpinned = (root) =>
  IMAGE_FILES.flatMap((file) =>
    imagesIn(readFileSync(join(root, file), 'utf8'))
      .filter((name) => !isPinned(name))
      .map((name) => `${file}: ${name}`),
  )
