import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

import { renderAsync } from '@resvg/resvg-js'

import { type Html, html } from '../http/html.ts'
import { toXmlText } from '../http/xml.ts'

const fontDirectory = join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf')
const fontFiles = ['DejaVuSerif-Bold.ttf', 'DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((name) => join(fontDirectory, name))

export interface Picture {
  siteTitle: string
  /** What the picture is of: `Grid`. */
  kind: string
  title: string
  text: string
  /** A few short facts for the bottom. */
  facts: readonly string[]
}

/** A picture of 1200 × 630 for previews of a page, as PNG. */
export async function renderPicture(picture: Picture): Promise<Buffer> {
  const image = await renderAsync(String(drawPicture(picture)), {
    font: { fontFiles, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  })
  return image.asPng()
}

const ink = '#1a201e'
const soft = '#5d655f'
const accent = '#0b5f56'

function drawPicture({ siteTitle, kind, title, text, facts }: Picture): Html {
  const isLong = title.length > 34
  const titleLines = wrapText(title, isLong ? 27 : 19, 3)
  const titleSize = isLong ? 58 : 80
  const textTop = 260 + titleLines.length * titleSize * 1.15
  const textLines = wrapText(text, 62, Math.max(0, Math.min(2, Math.floor((520 - textTop) / 42) + 1)))
  const lines = (step: number, size: number) => Array.from({ length: Math.ceil(size / step) }, (_, index) => index * step)
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
<rect width="1200" height="630" fill="#fbfbf8"/>
<g stroke="#e7e9e1" stroke-width="2">${lines(70, 1200).map((x) => html`<path d="M${x} 0v630"/>`)}${lines(70, 630).map((y) => html`<path d="M0 ${y}h1200"/>`)}</g>
<rect width="1200" height="14" fill="${accent}"/>
<g transform="translate(80 78) scale(3.4)"><path fill="${accent}" d="M1 1h6v6H1zM9 1h6v6H9zM1 9h6v6H1z"/><path fill="#d27a1f" d="M9 9h6v6H9z"/></g>
<text x="152" y="118" font-family="DejaVu Serif" font-weight="700" font-size="38" fill="${ink}">${abridge(siteTitle, 30)}</text>
<text x="1120" y="116" text-anchor="end" font-family="DejaVu Sans" font-size="28" fill="${soft}">${abridge(kind, 30)}</text>
${titleLines.map(
  (line, index) =>
    html`<text x="80" y="${260 + index * titleSize * 1.15}" font-family="DejaVu Serif" font-weight="700" font-size="${titleSize}" fill="${ink}">${line}</text>`,
)}
${textLines.map((line, index) => html`<text x="80" y="${textTop + index * 42}" font-family="DejaVu Sans" font-size="30" fill="${soft}">${line}</text>`)}
<text x="80" y="575" font-family="DejaVu Sans" font-weight="700" font-size="30" fill="${accent}">${abridge(facts.join('  ·  '), 62)}</text>
</svg>`
}

const segmenter = new Intl.Segmenter('en')

function toCharacters(text: string): string[] {
  return Array.from(segmenter.segment(toXmlText(text)), ({ segment }) => segment)
}

/** At most `maxLines` lines of about `width` characters, broken between words where there are any. */
function wrapText(text: string, width: number, maxLines: number): string[] {
  const lines: string[] = []
  let rest = toCharacters(text.trim().replaceAll(/\s+/g, ' '))
  while (rest.length > width && lines.length < maxLines) {
    const space = rest.lastIndexOf(' ', width)
    const end = space > width / 3 ? space : width
    lines.push(rest.slice(0, end).join('').trim())
    rest = rest.slice(end)
    while (rest[0] === ' ') rest.shift()
  }
  if (rest.length === 0) return lines
  if (lines.length < maxLines) return [...lines, rest.join('')]
  const last = lines.pop()
  return last === undefined ? [] : [...lines, `${last.slice(0, width - 1).trimEnd()}…`]
}

function abridge(text: string, length: number): string {
  const characters = toCharacters(text)
  return characters.length > length
    ? `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`
    : text
}
