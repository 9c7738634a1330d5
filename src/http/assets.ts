import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

interface Asset {
  type: string
  body: string
  /** Changes with the content, so that readers may keep the file for ever. */
  path: string
}

const readText = (name: string) => readFileSync(new URL(`../assets/${name}`, import.meta.url), 'utf8')
const readScript = (name: string) =>
  readText(`js/${name}.js`).replaceAll(/^\s*\/\*\*(?:(?!\*\/).)*\*\/\n|^\s*\/\/[^\n]*\n/gms, '')

function toAsset(name: string, type: string, body: string): Asset {
  return { type, body, path: `/assets/${name.replace('.', `.${toHash(body)}.`)}` }
}

function toHash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 10)
}

/** In this order they make one stylesheet. */
const styleFiles = ['tokens', 'base', 'frame', 'components', 'forms', 'tables', 'compare', 'lists', 'package', 'api', 'media']
const withoutComments = (css: string) => css.replaceAll(/\/\*.*?\*\/\s*/gs, '').replaceAll(/\n\s*\n/g, '\n')

export const stylesheet = toAsset(
  'style.css',
  'text/css; charset=utf-8',
  styleFiles.map((name) => withoutComments(readText(`css/${name}.css`))).join(''),
)
export const icon = toAsset('icon.svg', 'image/svg+xml', readText('icon.svg'))

/** Sets the reader's colours before anything is painted. */
export const themeScript = toAsset('theme.js', 'text/javascript; charset=utf-8', readText('js/theme.js'))

/** Comes only with banners. */
export const bannerScript = toAsset('banners.js', 'text/javascript; charset=utf-8', readScript('banners'))

/** In one directory whose name changes with any of them, because they refer to each other by their names. */
const modules = readModules([
  'site',
  'elements',
  'messages',
  'keys',
  'menus',
  'colours',
  'copying',
  'suggestions',
  'lists',
  'comparing',
  'parts',
])

function readModules(names: readonly string[]): Asset[] {
  const bodies = names.map(readScript)
  const hash = toHash(bodies.join('\0'))
  return bodies.map((body, index) => ({
    type: 'text/javascript; charset=utf-8',
    body,
    path: `/assets/js.${hash}/${names[index]}.js`,
  }))
}

/** The module that loads the others, and those: a page names them all, so that they come at once. */
export const modulePaths: readonly string[] = modules.map(({ path }) => path)

/** Every file that pages refer to. */
export const assets: readonly Asset[] = [stylesheet, icon, themeScript, bannerScript, ...modules]

const paths = new Set(assets.map(({ path }) => path))

export const isAsset = (path: string | undefined) => path !== undefined && paths.has(path)
