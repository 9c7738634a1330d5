import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

interface Asset {
  type: string
  body: string
  /** Changes with the content, so that readers may keep the file for ever. */
  path: string
}

const readText = (name: string) => readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8')

function toAsset(name: string, type: string, body: string): Asset {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10)
  return { type, body, path: `/assets/${name.replace('.', `.${hash}.`)}` }
}

/** In this order they make one stylesheet. */
const styleFiles = ['tokens', 'base', 'frame', 'components', 'forms', 'tables', 'lists', 'package', 'api', 'media']
const withoutComments = (css: string) => css.replaceAll(/\/\*.*?\*\/\s*/gs, '').replaceAll(/\n\s*\n/g, '\n')

export const stylesheet = toAsset(
  'style.css',
  'text/css; charset=utf-8',
  styleFiles.map((name) => withoutComments(readText(`css/${name}.css`))).join(''),
)
export const icon = toAsset('icon.svg', 'image/svg+xml', readText('icon.svg'))

/** Every file that pages refer to. */
export const assets: readonly Asset[] = [stylesheet, icon]
